import { Refusal } from "@/lib/errors";
import { MOST_GIFT_CARDS, MOST_ITEMS } from "../schemas";

export const soldOut = () =>
  new Refusal("sold_out", 409, {
    fr: "Il ne reste plus de place à cette date. Choisissez-en une autre.",
    en: "No place is left on this date. Please choose another one.",
  });

/** For the visitor the same as sold out: no place can be had. */
export const alreadyBegun = () =>
  new Refusal("sold_out", 409, {
    fr: "Cette date est passée : aucune place ne peut plus être réservée.",
    en: "This date has passed: no place can be booked any more.",
  });

export const noLongerOffered = () =>
  new Refusal("sold_out", 409, {
    fr: "Cette formule n’est plus proposée. Retirez-la du panier et choisissez-en une autre.",
    en: "This is no longer offered. Please remove it from the cart and choose something else.",
  });

export const tooManyItems = () =>
  new Refusal("cart_full", 409, {
    fr: `Un panier contient ${MOST_ITEMS} éléments au plus. Commandez d’abord ceux-ci.`,
    en: `A cart holds at most ${MOST_ITEMS} items. Please order these first.`,
  });

export const tooManyGiftCardsToBuy = () =>
  new Refusal("cart_full", 409, {
    fr: `Un panier contient ${MOST_GIFT_CARDS} bons cadeaux au plus. Commandez d’abord ceux-ci.`,
    en: `A cart holds at most ${MOST_GIFT_CARDS} gift cards. Please order these first.`,
  });

export const tooManyGiftCardsUsed = () =>
  new Refusal("cart_full", 409, {
    fr: `${MOST_GIFT_CARDS} bons cadeaux au plus peuvent payer une même commande.`,
    en: `At most ${MOST_GIFT_CARDS} gift cards can pay for one order.`,
  });

export const cartEmpty = () =>
  new Refusal("cart_empty", 409, {
    fr: "Votre panier est vide. Ajoutez-y d’abord quelque chose.",
    en: "Your cart is empty. Please add something to it first.",
  });

/** One sentence for every reason: whoever guesses codes learns nothing from it. */
export const giftCardNotUsable = () =>
  new Refusal("gift_card_not_usable", 409, {
    fr: "Ce bon cadeau ne peut pas être utilisé : le code est inconnu, expiré, épuisé, ou réservé par une commande en cours. Vérifiez le code, ou réessayez plus tard.",
    en: "This gift card cannot be used: the code is unknown, expired, used up, or kept by an order under way. Please check the code, or try again later.",
  });
