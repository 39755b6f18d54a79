import { Icon, type IconProps } from "./icon";

export const BackIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M20 12H4M10 6l-6 6 6 6" />
  </Icon>
);
