// ECharts as Solara serves it, in the page's colours and type.

const VERSION = '5.4.0';
let loading = null;

export function loadECharts() {
  loading = loading || new Promise((resolve, reject) => {
    window.requirejs([`${window.solara.cdn}/echarts@${VERSION}/dist/echarts.min.js`], resolve, reject);
  });
  return loading;
}

// Charts of components, each in the element that it fills.
export class Charts {
  static async load() {
    const charts = new Charts();
    charts.echarts = await loadECharts();
    return charts;
  }

  // Draw what `option` says for the width of the element, and again when that changes.
  draw(element, option, look) {
    if (!element || !element.clientWidth) return;
    if (this.element !== element) this.moveTo(element);
    this.drawAgain = () => this.show(option(element.clientWidth), look);
    this.drawAgain();
  }

  show({ tooltip, ...option }, look) {
    this.chart.setOption({
      animation: false,
      textStyle: { fontFamily: look.font, fontSize: look.size, color: look.colour.ink },
      tooltip: {
        // Titles come from scenarios and people, so they are never read as HTML.
        renderMode: 'richText',
        confine: true,
        backgroundColor: look.colour.raised,
        borderColor: look.colour.line,
        textStyle: { color: look.colour.ink, fontSize: look.size },
        ...tooltip,
      },
      ...option,
    }, { notMerge: true });
  }

  moveTo(element) {
    this.dispose();
    this.element = element;
    this.chart = this.echarts.init(element);
    this.observer = new ResizeObserver(() => {
      if (!element.clientWidth) return;
      this.chart.resize();
      this.drawAgain();
    });
    this.observer.observe(element);
  }

  dispose() {
    if (!this.chart) return;
    this.observer.disconnect();
    this.chart.dispose();
  }
}
