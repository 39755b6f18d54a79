import { Icon, type IconProps } from "./icon";

export const CartIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M5.5 8.5h13l1 11.5h-15l1-11.5Z" />
    <path d="M8.5 11V7a3.5 3.5 0 0 1 7 0v4" />
  </Icon>
);
