import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Figure } from "../figure";
import { loadTool } from "../load/tools";
import { barsOf, chartHeightOf, type ChartOption, CHART_WIDTH } from "./bars";

/** As much of echarts as is used here: it draws without a browser, into text. */
type Echarts = {
  init: (
    dom: null,
    theme: null,
    options: { renderer: "svg"; ssr: true; width: number; height: number },
  ) => { setOption: (option: ChartOption) => void; renderToSVGString: () => string; dispose: () => void };
};

/** One picture for each part, named after it. Returns the files. */
export async function writeCharts(folder: string, figures: readonly Figure[]): Promise<string[]> {
  const echarts = await loadTool<Echarts>("echarts/index.js");
  mkdirSync(folder, { recursive: true });
  const parts = [...new Set(figures.map(({ part }) => part))];
  return parts.map((part) => {
    const file = path.join(folder, `${part}.svg`);
    writeFileSync(
      file,
      draw(
        echarts,
        part,
        figures.filter((figure) => figure.part === part),
      ),
    );
    return file;
  });
}

function draw(echarts: Echarts, part: string, figures: readonly Figure[]): string {
  const chart = echarts.init(null, null, {
    renderer: "svg",
    ssr: true,
    width: CHART_WIDTH,
    height: chartHeightOf(figures),
  });
  try {
    chart.setOption(barsOf(part, figures));
    return `${chart.renderToSVGString()}\n`;
  } finally {
    chart.dispose();
  }
}
