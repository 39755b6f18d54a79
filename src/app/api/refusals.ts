import { Refusal } from "@/lib/errors";

export const internal = () =>
  new Refusal("internal", 500, {
    fr: "Une erreur est survenue de notre côté. Réessayez dans un instant.",
    en: "Something went wrong on our side. Please try again shortly.",
  });

export const unreadable = () =>
  new Refusal("unreadable", 400, { fr: "La demande n’est pas lisible.", en: "The request is not readable." });

export const unsupportedMediaType = () =>
  new Refusal("unsupported_media_type", 415, {
    fr: "Envoyez la demande en JSON (Content-Type: application/json), sans compression.",
    en: "Send the request as JSON (Content-Type: application/json), not compressed.",
  });

export const tooLarge = () =>
  new Refusal("too_large", 413, { fr: "La demande est trop grande.", en: "The request is too large." });

export const methodNotAllowed = (methods: string[]) =>
  new Refusal(
    "method_not_allowed",
    405,
    { fr: `Cette adresse accepte : ${methods.join(", ")}.`, en: `This address accepts: ${methods.join(", ")}.` },
    { allow: methods.join(", ") },
  );

export const fromAnotherSite = () =>
  new Refusal("unauthorized", 403, {
    fr: "Un autre site ne peut rien changer ici à la place du visiteur.",
    en: "Another site may not change anything here in the visitor's place.",
  });

export const unauthorized = () =>
  new Refusal("unauthorized", 401, { fr: "Un jeton d’accès est nécessaire.", en: "An access token is needed." });
