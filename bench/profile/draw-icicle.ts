import type { Picture } from "../report/charts";
import { INK, INK_ON_COLOUR, PAPER } from "../report/palette";
import { COLLECTOR, NODE, OURS, type Spent, SYSTEM } from "./cpu-groups";
import { type Field, layOut, sumOf } from "./icicle";

const LEFT = 12;
const WIDTHS = [216, 350, 370];
const WIDTH = LEFT * 2 + WIDTHS.reduce((sum, width) => sum + width, 0);
const HEAD = 92;
const HEIGHT = 860;
const FONT = 11;
/** Of a letter, on average and a bit more, so that a label never leaves its field. */
const LETTER = 6.1;
const LEAST_FOR_TEXT = 13;

/** The same for the same in every picture, so that two can be compared. */
const COLOURS: Record<string, string> = {
  [OURS]: "#f6b26b",
  pg: "#8ab4f8",
  Hono: "#f4a3a3",
  zod: "#b9a5e8",
  pino: "#8fd3d1",
  Drizzle: "#e6c86e",
  [NODE]: "#9ccc9c",
  [SYSTEM]: "#e0a6cf",
  [COLLECTOR]: "#c9c9c9",
};
const OTHERS = ["#c3d08b", "#d3b59b", "#a9b8c9"];
const REST = "#d9d9d9";

/** From left to right whose code, which file, which function; as high as it takes CPU. */
export function drawIcicle(
  name: string,
  title: string,
  spent: readonly Spent[],
  events: number,
  lines: readonly string[],
): Picture {
  const fields = layOut(spent, events, HEIGHT);
  const whole = sumOf(spent) / events;
  const colourOf = colours(fields);
  return {
    name,
    width: WIDTH,
    height: HEAD + HEIGHT + LEFT,
    option: {
      animation: false,
      backgroundColor: PAPER,
      textStyle: { fontFamily: "sans-serif", color: INK },
      title: [
        { text: title, left: LEFT, top: 8, padding: 0, textStyle: { fontSize: 18, color: INK } },
        {
          text: lines.join("\n"),
          left: LEFT,
          top: 34,
          padding: 0,
          textStyle: { fontSize: 12, fontWeight: "normal", color: INK, lineHeight: 16 },
        },
      ],
      graphic: [
        ...["whose code", "file", "function, by itself"].map((text, column) => ({
          type: "text",
          x: leftOf(column),
          y: HEAD - 17,
          style: { text, fill: INK, fontSize: FONT, fontWeight: "bold" },
        })),
        ...fields.flatMap((field) => drawField(field, colourOf(field.group), whole)),
      ],
    },
  };
}

export const microseconds = (ms: number): string => Math.round(ms * 1_000).toLocaleString("en-GB");

const leftOf = (column: number): number => LEFT + WIDTHS.slice(0, column).reduce((sum, width) => sum + width, 0);

function colours(fields: readonly Field[]): (group: string) => string {
  const others = [...new Set(fields.map(({ group }) => group))].filter((group) => group !== "" && !(group in COLOURS));
  return (group) => COLOURS[group] ?? OTHERS[others.indexOf(group) % OTHERS.length] ?? REST;
}

function drawField({ column, label, ms, top, height }: Field, fill: string, whole: number) {
  const width = WIDTHS[column] ?? 0;
  const [x, y] = [leftOf(column), HEAD + top];
  const rect = {
    type: "rect",
    shape: { x: x + 0.5, y: y + 0.5, width: width - 1, height: Math.max(height - 1, 0.5) },
    style: { fill: paler(fill, column * 0.3) },
  };
  if (height < LEAST_FOR_TEXT) return [rect];
  const figure = `${microseconds(ms)} µs`;
  const share = column === 0 ? `, ${((ms / whole) * 100).toFixed()} %` : "";
  const text = `${shorten(label, width - 16 - (figure.length + share.length + 2) * LETTER)}  ${figure}${share}`;
  return [
    rect,
    {
      type: "text",
      x: x + 6,
      y: y + Math.min(height / 2, 14),
      style: { text, fill: INK_ON_COLOUR, fontSize: FONT, verticalAlign: "middle" },
    },
  ];
}

/** Towards white: what is written on it stays dark, whatever the paper. */
function paler(colour: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(part + (255 - part) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** The end of a path says more than its beginning. */
export function shorten(label: string, width: number): string {
  const letters = Math.max(3, Math.floor(width / LETTER));
  return label.length <= letters ? label : `…${label.slice(label.length - letters + 1)}`;
}
