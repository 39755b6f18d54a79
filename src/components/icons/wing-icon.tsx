import { Icon, type IconProps } from "./icon";

/** A wing with its pilot: the mark of the house. */
export const WingIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path
      d="M2 9.5C4.6 5 8 3.2 12 3.2S19.4 5 22 9.5c-3-1.9-6.3-2.8-10-2.8S5 7.6 2 9.5Z"
      fill="currentColor"
      stroke="none"
    />
    <path d="M3.2 9.8 11.4 18M20.8 9.8 12.6 18M8.5 7.8l3.1 9.8M15.5 7.8l-3.1 9.8" strokeWidth="1" />
    <circle cx="12" cy="19.6" r="1.9" fill="currentColor" stroke="none" />
  </Icon>
);
