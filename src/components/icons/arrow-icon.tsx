import { Icon, type IconProps } from "./icon";

export const ArrowIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M4 12h16M14 6l6 6-6 6" />
  </Icon>
);
