import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Figure } from "../figure";
import { loadTool } from "../load/tools";
import { barsOf, chartHeightOf, type ChartOption, CHART_WIDTH } from "./bars";
import { withDarkMode } from "./palette";

/** As much of echarts as is used here: it draws without a browser, into text. */
type Echarts = {
  init: (
    dom: null,
    theme: null,
    options: { renderer: "svg"; ssr: true; width: number; height: number },
  ) => { setOption: (option: ChartOption) => void; renderToSVGString: () => string; dispose: () => void };
};

/** A drawing of a part's own, beside the bars of its figures. */
export type Picture = { name: string; width: number; height: number; option: ChartOption };

/** One picture for each part, named after it, and the parts' own. Returns the files. */
export async function writeCharts(
  folder: string,
  figures: readonly Figure[],
  own: readonly Picture[],
): Promise<string[]> {
  const echarts = await loadTool<Echarts>("echarts/index.js");
  mkdirSync(folder, { recursive: true });
  const parts = [...new Set(figures.map(({ part }) => part))];
  const bars = parts.map((part) =>
    barsPicture(
      part,
      figures.filter((figure) => figure.part === part),
    ),
  );
  return [...bars, ...own].map((picture) => {
    const file = path.join(folder, `${picture.name}.svg`);
    writeFileSync(file, draw(echarts, picture));
    return file;
  });
}

const barsPicture = (part: string, figures: readonly Figure[]): Picture => ({
  name: part,
  width: CHART_WIDTH,
  height: chartHeightOf(figures),
  option: barsOf(part, figures),
});

function draw(echarts: Echarts, { width, height, option }: Picture): string {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(option);
    return `${withDarkMode(chart.renderToSVGString())}\n`;
  } finally {
    chart.dispose();
  }
}
