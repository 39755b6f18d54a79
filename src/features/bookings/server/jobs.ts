export { releaseLapsedHolds } from "./release-lapsed-holds";
