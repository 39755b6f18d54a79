import type { ReactNode } from "react";

/** Decorations beside words that say the same: hidden from screen readers. */
function Icon({ children, className = "size-5" }: { children: ReactNode; className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

type IconProps = { className?: string };

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

export const CartIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M5.5 8.5h13l1 11.5h-15l1-11.5Z" />
    <path d="M8.5 11V7a3.5 3.5 0 0 1 7 0v4" />
  </Icon>
);

export const CalendarIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <rect x="3.5" y="5.5" width="17" height="15" rx="2" />
    <path d="M3.5 10h17M8 3v4M16 3v4" />
  </Icon>
);

export const ClockIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </Icon>
);

export const CheckIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="m4.5 12.5 5 5 10-11" />
  </Icon>
);

export const AlertIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M12 4 2.8 19.5h18.4L12 4Z" />
    <path d="M12 10v4.5M12 17v.2" />
  </Icon>
);

export const InfoIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 11v5M12 8v.2" />
  </Icon>
);

export const ArrowIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M4 12h16M14 6l6 6-6 6" />
  </Icon>
);

export const BackIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M20 12H4M10 6l-6 6 6 6" />
  </Icon>
);

export const PencilIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="m4 20 1-4.5L16 4.5l3.5 3.5L8.5 19 4 20ZM13.5 7l3.5 3.5" />
  </Icon>
);

export const TrashIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5" />
  </Icon>
);

export const GiftIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M4 11h16v9.5H4zM3 7.5h18V11H3zM12 7.5v13" />
    <path d="M12 7.5C9 7.5 7.5 6.3 7.5 4.9c0-1 .8-1.7 1.8-1.7 1.7 0 2.7 2 2.7 4.3Zm0 0c3 0 4.5-1.2 4.5-2.6 0-1-.8-1.7-1.8-1.7-1.7 0-2.7 2-2.7 4.3Z" />
  </Icon>
);

export const PersonIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <circle cx="12" cy="8" r="3.8" />
    <path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6" />
  </Icon>
);

export const MountainIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M2.5 19.5 9 7l4 7.5 2.5-4.5 6 9.5h-19Z" />
    <path d="m7 11 2 1.5 1.9-1.3" />
  </Icon>
);

export const LockIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <rect x="5" y="10.5" width="14" height="10" rx="2" />
    <path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2" />
  </Icon>
);

export const ReloadIcon = ({ className }: IconProps) => (
  <Icon className={className}>
    <path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5" />
  </Icon>
);
