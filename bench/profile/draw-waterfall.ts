import type { Picture } from "../report/charts";
import { INK, INK_ON_COLOUR, LINE, PALE, PAPER } from "../report/palette";
import type { Step, Waterfall } from "./waterfall";

const WIDTH = 960;
const LABELS = 250;
const RIGHT = 150;
const HEAD = 96;
const ROW = 24;
const FOOT = 40;
const OURS = "#f59e0b";
const WAIT = "#60a5fa";

type Row = { label: string; oursFrom: number; oursTo: number; waitTo: number };

/** Time from left to right, a row for each statement: our work before it, then the wait for its answer. */
export function drawWaterfall(name: string, title: string, waterfall: Waterfall, lines: readonly string[]): Picture {
  const rows = rowsOf(waterfall);
  const height = HEAD + rows.length * ROW + FOOT;
  return {
    name,
    width: WIDTH,
    height,
    option: {
      animation: false,
      backgroundColor: PAPER,
      textStyle: { fontFamily: "sans-serif", color: INK },
      title: [
        { text: title, left: 12, top: 8, padding: 0, textStyle: { fontSize: 18, color: INK } },
        {
          text: lines.join("\n"),
          left: 12,
          top: 34,
          padding: 0,
          textStyle: { fontSize: 12, fontWeight: "normal", color: INK, lineHeight: 16 },
        },
      ],
      graphic: legend(),
      grid: { left: LABELS, width: WIDTH - LABELS - RIGHT, top: HEAD, height: rows.length * ROW },
      xAxis: {
        type: "value",
        min: 0,
        max: waterfall.wholeMs,
        axisLabel: { color: PALE, fontSize: 10, formatter: (ms: number) => `${roundMs(ms)} ms`, showMaxLabel: false },
        splitLine: { lineStyle: { color: LINE } },
      },
      yAxis: {
        type: "category",
        inverse: true,
        data: rows.map(({ label }) => label),
        axisTick: { show: false },
        axisLabel: { color: INK, fontSize: 12, width: LABELS - 24, overflow: "truncate" },
      },
      series: [barSeries(rows)],
    },
  };
}

export function rowsOf({ steps, wholeMs }: Pick<Waterfall, "steps" | "wholeMs">): Row[] {
  let answered = 0;
  const rows = steps.map(({ label, sentMs, answeredMs }: Step) => {
    // Sent together with the one before: nothing of ours lies between.
    const row = { label, oursFrom: Math.min(answered, sentMs), oursTo: sentMs, waitTo: answeredMs };
    answered = Math.max(answered, answeredMs);
    return row;
  });
  return [...rows, { label: "the answer", oursFrom: answered, oursTo: wholeMs, waitTo: wholeMs }];
}

type Drawing = { value: (dimension: number) => number; coord: (point: [number, number]) => [number, number] };

function barSeries(rows: Row[]) {
  return {
    type: "custom",
    data: rows.map(({ oursFrom, waitTo }, row) => [oursFrom, waitTo, row]),
    encode: { x: [0, 1], y: 2 },
    renderItem: ({ dataIndex }: { dataIndex: number }, { coord }: Drawing) => {
      const { oursFrom, oursTo, waitTo } = rows[dataIndex] ?? { oursFrom: 0, oursTo: 0, waitTo: 0 };
      const [[from, y], [sent], [end]] = [
        coord([oursFrom, dataIndex]),
        coord([oursTo, dataIndex]),
        coord([waitTo, dataIndex]),
      ];
      const bar = (x: number, to: number, fill: string) => ({
        type: "rect",
        shape: { x, y: y - 7, width: Math.max(to - x, 0.5), height: 14 },
        style: { fill },
      });
      // Nothing of ours lies before what was sent together with the one before.
      const parts = [
        ...(oursTo > oursFrom ? [roundMs(oursTo - oursFrom)] : []),
        ...(waitTo > oursTo ? [roundMs(waitTo - oursTo)] : []),
      ];
      return {
        type: "group",
        children: [
          bar(from, sent, OURS),
          ...(waitTo > oursTo ? [bar(sent, end, WAIT)] : []),
          {
            type: "text",
            x: end + 4,
            y: y - 6,
            style: {
              text: `${parts.join(" + ")} ms`,
              fill: INK,
              fontSize: 11,
              backgroundColor: PAPER,
              padding: [1, 2],
            },
          },
        ],
      };
    },
  };
}

const roundMs = (ms: number): string => ms.toFixed(ms < 10 ? 2 : 1);

function legend() {
  return [
    { text: "ours", fill: OURS, left: WIDTH - 330, width: 60 },
    { text: "waiting for PostgreSQL", fill: WAIT, left: WIDTH - 260, width: 150 },
  ].flatMap(({ text, fill, left, width }) => [
    { type: "rect", shape: { x: left, y: 12, width, height: 18 }, style: { fill } },
    { type: "text", x: left + 8, y: 15, style: { text, fill: INK_ON_COLOUR, fontSize: 12 } },
  ]);
}
