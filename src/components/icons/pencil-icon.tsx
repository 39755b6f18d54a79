import { Icon, type IconProps } from "./icon";

export const PencilIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="m4 20 1-4.5L16 4.5l3.5 3.5L8.5 19 4 20ZM13.5 7l3.5 3.5" />
  </Icon>
);
