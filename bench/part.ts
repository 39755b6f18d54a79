import type { Figure } from "./figure";
import type { Ground } from "./ground/ground";
import type { Picture } from "./report/charts";

/** What a part has in its hands: the ground, and how long and how often it shall measure. */
export type Bench = Ground & {
  /** Length of one timed slice. */
  seconds: number;
  /** How often every slice is run; figures are the median of the rounds. */
  rounds: number;
  /** Progress, for whoever watches. */
  tell: (line: string) => void;
  /** What cannot be measured on this machine, and why, in a sentence; it stands in the results. */
  note: (sentence: string) => void;
  /** A picture beside the bars of the figures. */
  draw: (picture: Picture) => void;
};

export type Part = {
  name: string;
  title: string;
  run: (bench: Bench) => Promise<Figure[]>;
};
