import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { cartSessions } from "./cart-sessions";
import { baptemes, stages } from "./catalogue";
import type { BaptemeCategory, StageType } from "./catalogue-words";
import { id, instant, json } from "./columns";
import { giftCards } from "./gift-cards";
import type { CartItemType, GiftCardPurchase, Participant } from "./snapshots";

export const cartItems = pgTable(
  "cart_items",
  {
    id: id(),
    /** The order in which the visitor added things. */
    position: bigint("position", { mode: "number" }).generatedAlwaysAsIdentity(),
    cartSessionId: uuid("cart_session_id")
      .notNull()
      .references(() => cartSessions.id, { onDelete: "cascade" }),
    type: text("type").$type<CartItemType>().notNull(),
    stageId: uuid("stage_id").references(() => stages.id),
    stageType: text("stage_type").$type<StageType>(),
    baptemeId: uuid("bapteme_id").references(() => baptemes.id),
    category: text("category").$type<BaptemeCategory>(),
    video: boolean("video").notNull().default(false),
    participant: json<Participant>("participant"),
    giftCard: json<GiftCardPurchase>("gift_card"),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    check(
      "cart_item_one_thing",
      sql`(${table.type} = 'STAGE' and ${table.stageId} is not null and ${table.stageType} is not null and ${table.baptemeId} is null and ${table.giftCard} is null and ${table.participant} is not null)
       or (${table.type} = 'BAPTEME' and ${table.baptemeId} is not null and ${table.category} is not null and ${table.stageId} is null and ${table.giftCard} is null and ${table.participant} is not null)
       or (${table.type} = 'GIFT_CARD' and ${table.giftCard} is not null and ${table.stageId} is null and ${table.baptemeId} is null and ${table.participant} is null)`,
    ),
    index("cart_item_cart_session").on(table.cartSessionId, table.position),
    index("cart_item_stage").on(table.stageId),
    index("cart_item_bapteme").on(table.baptemeId),
  ],
);

/** The gift cards that a visitor has put on the cart, in the order in which they were added. */
export const cartGiftCards = pgTable(
  "cart_gift_cards",
  {
    cartSessionId: uuid("cart_session_id")
      .notNull()
      .references(() => cartSessions.id, { onDelete: "cascade" }),
    giftCardId: uuid("gift_card_id")
      .notNull()
      .references(() => giftCards.id),
    position: bigint("position", { mode: "number" }).generatedAlwaysAsIdentity(),
    addedAt: instant("added_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.cartSessionId, table.giftCardId] }),
    index("cart_gift_card_card").on(table.giftCardId),
  ],
);
