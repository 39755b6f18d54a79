/** All tables, for the migration generator and for Drizzle's client. Features import the file they need. */
export * from "./bookings";
export * from "./cart";
export * from "./cart-sessions";
export * from "./catalogue";
export * from "./gift-card-entries";
export * from "./gift-cards";
export * from "./operations";
export * from "./orders";
export * from "./payments";
export * from "./processed-webhook-events";
export * from "./rate-limits";
