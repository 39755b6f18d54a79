import { Icon, type IconProps } from "./icon";

export const GiftIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M4 11h16v9.5H4zM3 7.5h18V11H3zM12 7.5v13" />
    <path d="M12 7.5C9 7.5 7.5 6.3 7.5 4.9c0-1 .8-1.7 1.8-1.7 1.7 0 2.7 2 2.7 4.3Zm0 0c3 0 4.5-1.2 4.5-2.6 0-1-.8-1.7-1.8-1.7-1.7 0-2.7 2-2.7 4.3Z" />
  </Icon>
);
