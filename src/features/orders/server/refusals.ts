import { Refusal, type FieldError } from "@/lib/errors";

export const cartEmpty = () =>
  new Refusal("cart_empty", 409, {
    fr: "Votre panier est vide. Ajoutez d’abord une activité ou un bon cadeau.",
    en: "Your cart is empty. Add an activity or a gift card first.",
  });

export const orderAlreadyPaid = (orderId: string) =>
  new Refusal(
    "order_already_paid",
    409,
    {
      fr: "Cette commande est déjà payée. Rien de plus ne sera débité.",
      en: "This order is paid already. Nothing more will be charged.",
    },
    { orderId },
  );

export const paymentUnderWay = (orderId: string) =>
  new Refusal(
    "order_not_payable",
    409,
    {
      fr: "Votre banque traite encore le paiement de ce panier : attendez sa réponse avant d’en changer le contenu.",
      en: "Your bank is still processing the payment of this cart: wait for its answer before changing it.",
    },
    { orderId },
  );

export const orderNotPayable = (orderId: string) =>
  new Refusal(
    "order_not_payable",
    409,
    {
      fr: "Cette commande ne peut plus être payée. Demandez-en une nouvelle depuis le panier.",
      en: "This order can no longer be paid. Ask for a new one from the cart.",
    },
    { orderId },
  );

export const pricesChanged = () =>
  new Refusal("order_not_payable", 409, {
    fr: "Un prix a changé depuis que vous avez vu votre panier. Vérifiez-le avant de payer.",
    en: "A price has changed since you saw your cart. Please check it before paying.",
  });

export const giftCardHoldsLess = () =>
  new Refusal("gift_card_not_usable", 409, {
    fr: "Un bon cadeau de ce panier couvre moins qu’il y a un instant. Vérifiez votre panier avant de payer.",
    en: "A gift card of this cart covers less than a moment ago. Please check your cart before paying.",
  });

export const soldOut = (errors: FieldError[]) =>
  new Refusal(
    "sold_out",
    409,
    {
      fr: "Il n’y a plus de place pour une activité de votre panier. Choisissez une autre date ou retirez-la.",
      en: "There is no place left for an activity of your cart. Choose another date or remove it.",
    },
    { errors },
  );
