import type { Figure } from "../figure";
import { short } from "./numbers";
import { BAR, INK, LINE, NOT_REACHED, PALE, PAPER, REACHED } from "./palette";

/** An option of echarts: what cannot be type-checked, because it is installed apart. */
export type ChartOption = Record<string, unknown>;

export const CHART_WIDTH = 1_000;
const NAMES_WIDTH = 460;
const RIGHT_MARGIN = 130;
const ROW_HEIGHT = 26;
const TITLE_HEIGHT = 44;
const PANEL_HEAD = 40;
const PANEL_FOOT = 28;

type Row = { name: string; value: number; min: number; max: number; color: string; wanted: number | null };
type Panel = { title: string; rows: Row[]; line: number | null };

/** Bars of medians with their spread, a panel for each unit; first of all the ratios to a limit, which say the same everywhere. */
export function barsOf(part: string, figures: readonly Figure[]): ChartOption {
  const panels = panelsOf(figures);
  const tops = topsOf(panels);
  return {
    animation: false,
    backgroundColor: PAPER,
    textStyle: { fontFamily: "sans-serif", color: INK },
    title: [
      { text: part, left: 12, top: 8, textStyle: { fontSize: 18, color: INK } },
      ...panels.map(({ title }, at) => ({
        text: title,
        left: 12,
        top: (tops[at] ?? 0) + 6,
        textStyle: { fontSize: 13, color: INK },
      })),
    ],
    grid: panels.map(({ rows }, at) => ({
      left: NAMES_WIDTH,
      width: CHART_WIDTH - NAMES_WIDTH - RIGHT_MARGIN,
      top: (tops[at] ?? 0) + PANEL_HEAD,
      height: rows.length * ROW_HEIGHT,
    })),
    xAxis: panels.map((_panel, at) => ({
      type: "value",
      min: 0,
      gridIndex: at,
      axisLabel: { color: PALE, fontSize: 10 },
      splitLine: { lineStyle: { color: LINE } },
    })),
    yAxis: panels.map(({ rows }, at) => ({
      type: "category",
      gridIndex: at,
      inverse: true,
      data: rows.map(({ name }) => name),
      axisTick: { show: false },
      // Two lines are as high as a row.
      axisLabel: { color: INK, fontSize: 11, lineHeight: 12, width: NAMES_WIDTH - 30, overflow: "break" },
    })),
    series: panels.flatMap((panel, at) => [barSeries(panel, at), spreadSeries(panel, at)]),
  };
}

export function chartHeightOf(figures: readonly Figure[]): number {
  return panelsOf(figures).reduce((height, panel) => height + heightOf(panel), TITLE_HEIGHT);
}

function panelsOf(figures: readonly Figure[]): Panel[] {
  const ofLimits = [...new Set(figures.flatMap(({ limit }) => limit?.id ?? []))].map((id) => ({
    title: `ratio to ${id}`,
    line: 1,
    rows: figures.flatMap((figure) => (figure.limit?.id === id ? [ratioRow(figure, figure.limit)] : [])),
  }));
  const ofUnits = [...new Set(figures.map(({ unit }) => unit))].map((unit) => ({
    title: unit,
    line: null,
    rows: figures.filter((figure) => figure.unit === unit).map(figureRow),
  }));
  return [...ofLimits, ...ofUnits];
}

const ratioRow = ({ what, target }: Figure, { ratio, min, max }: NonNullable<Figure["limit"]>): Row => ({
  name: what,
  value: ratio,
  min,
  max,
  color: colorOf(target),
  wanted: target?.atLeast ?? target?.atMost ?? null,
});

/** Where there is a limit, the target is about the ratio. */
const figureRow = ({ what, median, min, max, limit, target }: Figure): Row => ({
  name: what,
  value: median,
  min,
  max,
  color: limit === undefined ? colorOf(target) : BAR,
  wanted: limit === undefined ? (target?.atLeast ?? target?.atMost ?? null) : null,
});

const colorOf = (target: Figure["target"]): string => (target === undefined ? BAR : target.met ? REACHED : NOT_REACHED);

const heightOf = ({ rows }: Panel): number => PANEL_HEAD + rows.length * ROW_HEIGHT + PANEL_FOOT;

function topsOf(panels: Panel[]): number[] {
  let next = TITLE_HEIGHT;
  return panels.map((panel) => {
    const top = next;
    next += heightOf(panel);
    return top;
  });
}

function barSeries({ rows, line }: Panel, at: number): ChartOption {
  return {
    type: "bar",
    xAxisIndex: at,
    yAxisIndex: at,
    barWidth: 14,
    data: rows.map(({ value, color }) => ({ value, itemStyle: { color } })),
    ...(line !== null && {
      markLine: {
        symbol: "none",
        silent: true,
        label: { show: false },
        lineStyle: { color: INK, type: "dashed" },
        data: [{ xAxis: line }],
      },
    }),
  };
}

const labelOf = (row: Row | undefined): string =>
  row === undefined ? "" : `${short(row.value)}${row.wanted === null ? "" : `  (target ${short(row.wanted)})`}`;

type Drawing = { value: (dimension: number) => number; coord: (point: [number, number]) => [number, number] };

/** From the least to the most of the rounds, and beside it what the bar says. */
function spreadSeries({ rows }: Panel, at: number): ChartOption {
  return {
    type: "custom",
    xAxisIndex: at,
    yAxisIndex: at,
    z: 10,
    data: rows.map(({ min, max }, row) => [min, max, row]),
    encode: { x: [0, 1], y: 2 },
    renderItem: ({ dataIndex }: { dataIndex: number }, drawing: Drawing) => {
      const [from, y] = drawing.coord([drawing.value(0), drawing.value(2)]);
      const [to] = drawing.coord([drawing.value(1), drawing.value(2)]);
      const [top] = drawing.coord([rows[dataIndex]?.value ?? 0, drawing.value(2)]);
      const end = Math.max(to, top, from + 1);
      return {
        type: "group",
        children: [
          {
            type: "line",
            shape: { x1: from, y1: y, x2: Math.max(to, from + 1), y2: y },
            style: { stroke: INK, lineWidth: 2 },
          },
          {
            type: "text",
            x: end + 6,
            y: y - 7,
            // On paper of its own, so that no line goes through it.
            style: { text: labelOf(rows[dataIndex]), fill: INK, fontSize: 11, backgroundColor: PAPER, padding: [1, 2] },
          },
        ],
      };
    },
  };
}
