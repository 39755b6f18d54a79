import { Icon, type IconProps } from "./icon";

export const CheckIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="m4.5 12.5 5 5 10-11" />
  </Icon>
);
