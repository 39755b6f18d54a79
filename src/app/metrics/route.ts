import { api } from "@/app/api/api";

/** For a platform that only knows Next; our own server (src/server.ts) answers this address without it. */
const answer = (request: Request) => api.fetch(request);

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
