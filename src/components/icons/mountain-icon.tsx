import { Icon, type IconProps } from "./icon";

export const MountainIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M2.5 19.5 9 7l4 7.5 2.5-4.5 6 9.5h-19Z" />
    <path d="m7 11 2 1.5 1.9-1.3" />
  </Icon>
);
