export { removeOldCarts } from "./remove-old-carts";
