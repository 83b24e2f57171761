"use strict";
// Distributions as curves: the share of all along the bottom, stretched towards the rare ones (50, 90, 99, 99.9 %), and the
// time that such a share did not exceed. The tail, which is what counts, has as much room as the bulk. And how the longest
// response went over the run.

const measures = {
  response: ["Response time", "From the moment at which a thread was due to the next time that it waits: waking, working, and waiting for mutexes and processors."],
  wakeUp: ["Wake-up latency", "From the moment at which a thread was due to its running again."],
  wait: ["Mutex wait", "From asking for a mutex to having it."],
  hold: ["Mutex hold", "From having a mutex to giving it back."],
  overTime: ["Over time", "The longest response time in each stretch of the run. A click shows the stretch in the timeline."],
};

class Distributions {
  constructor(variants, colours, timeline) {
    Object.assign(this, { variants, colours, timeline });
    this.buttons = Object.entries(measures)
      .filter(([key]) => key !== "overTime" || variants.some(variant => variant.tasks.some(task => task.overTime)))
      .map(([key, [name]]) => make("button", { type: "button", "data-measure": key, onclick: () => this.show(key) }, name));
    byId("measures").replaceChildren(...this.buttons);
    this.show("response");
  }

  /** Shows a measure: a chart for each task, or each mutex and task, with a curve for each run. */
  show(key = this.shown) {
    this.shown = key;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.measure === key));
    byId("measure-words").textContent = measures[key][1];
    const charts = new Map();
    for (const variant of this.variants) {
      for (const [name, values] of this.valuesOf(variant, key)) {
        if (!charts.has(name)) charts.set(name, []);
        charts.get(name).push({ variant, values });
      }
    }
    byId("distributions").replaceChildren(...(charts.size > 0
      ? [...charts].map(([name, curves]) => key === "overTime" ? this.seriesChart(name, curves) : this.distributionChart(name, curves))
      : [make("p", { class: "muted" }, "Nothing of the kind was measured.")]));
  }

  valuesOf(variant, key) {
    if (key === "overTime") return variant.tasks.filter(task => task.overTime && task.response.count > 0).map(task => [task.name, task.overTime]);
    const all = key === "response" || key === "wakeUp"
      ? variant.tasks.map(task => [task.name, task[key]])
      : variant.locks.flatMap(mutex => mutex.tasks.map(task => [`${mutex.name}, by ${task.name}`, task[key]]));
    return all.filter(([, distribution]) => distribution.count > 0);
  }

  distributionChart(name, curves) {
    const all = curves.map(curve => curve.values);
    const most = Math.max(1, ...all.map(each => each.max));
    const least = Math.max(1, Math.min(...all.map(each => each.curve[1] || each.min || 1)));
    const low = Math.log10(least * 0.9), high = Math.max(low + 0.3, Math.log10(most * 1.1));

    // So many nines as there are values to fill them.
    const nines = share => Math.min(4, -Math.log10(Math.max(1e-4, 1 - share)));
    const ninesMax = Math.max(1, Math.min(4, Math.max(...all.map(each => Math.log10(each.count)))));
    const chart = new Chart(`${measures[this.shown][0]} of ${name}`,
      share => Math.min(nines(share), ninesMax) / ninesMax,
      time => (Math.log10(Math.max(least, time)) - low) / (high - low));
    const shares = [0, 0.5, 0.9, 0.99, 0.999, 0.9999].filter(share => nines(share) <= ninesMax + 1e-9);
    chart.drawGrid(shares.map(share => [share, `${+(share * 100).toFixed(2)} %`]), ticksOfPowers(low, high));
    for (const { variant, values } of curves) chart.drawCurve(pairs(values.curve), this.colours.variant(variant.index), variant);
    const tell = place => {
      const share = 1 - 10 ** -(place * ninesMax);
      return `${+(share * 100).toPrecision(place * ninesMax > 2 ? 5 : 3)} %: ` +
        curves.map(({ variant, values }) => `${variant.key} ${formatTime(valueAt(values.curve, share))}`).join(" · ");
    };
    return chart.frame(name, tell, this.percentiles(curves));
  }

  percentiles(curves) {
    return make("div", { class: "scroll" }, make("table", {},
      make("thead", {}, make("tr", {}, ...["", "count", "p50", "p99", "p99.9", "longest"].map((title, index) => make("th", { scope: "col", class: index > 0 ? "number" : "" }, title)))),
      make("tbody", {}, ...curves.map(({ variant, values }) => make("tr", {},
        make("th", { scope: "row" }, make("span", { class: "swatch", style: `background:${this.colours.variant(variant.index)}` }), variant.key || "all"),
        make("td", { class: "number" }, formatCount(values.count)),
        ...["p50", "p99", "p999", "max"].map(key => make("td", { class: "number" }, formatTime(values[key]))))))));
  }

  seriesChart(name, curves) {
    const end = Math.max(...curves.map(({ variant, values }) => Math.max(variant.end, values.step * values.values.length)));
    const most = Math.max(1, ...curves.flatMap(({ values }) => values.values));
    const chart = new Chart(`Longest response times of ${name} over the run`, time => time / end, time => time / (most * 1.08));
    chart.drawGrid(ticksUpTo(end).map(time => [time, formatTime(time)]), ticksUpTo(most));
    for (const { variant, values } of curves) {
      // Where responses are rarer than stretches, a line leads from one to the next.
      const points = values.values.map((value, index) => [(index + 0.5) * values.step, value]).filter(([, value]) => value !== null);
      chart.drawCurve(points, this.colours.variant(variant.index), variant);
    }
    const stretchAt = (values, place) => Math.min(values.values.length - 1, Math.floor(place * end / values.step));
    if (this.timeline) {
      chart.svg.style.cursor = "pointer";
      chart.svg.addEventListener("click", pressed => {
        const time = chart.shareAt(pressed) * end, length = Math.max(4 * most, curves[0].values.step);
        this.timeline.view.show(time - length / 2, time + length / 2);
        byId("timeline-heading").scrollIntoView({ behavior: "smooth", block: "start" });
      });
    }
    const tell = place => `${formatMoment(place * end, end / 100)}: ` + curves.map(({ variant, values }) => {
      const value = values.values[stretchAt(values, place)];
      return `${variant.key} ${value === null || value === undefined ? "–" : formatTime(value)}`;
    }).join(" · ");
    return chart.frame(name, tell);
  }
}

/** A flat list of shares and times as points. */
function pairs(curve) {
  return Array.from({ length: curve.length / 2 }, (_, index) => [curve[2 * index], curve[2 * index + 1]]);
}

/** The time that a share of all did not exceed. Shares and times rise. */
function valueAt(curve, share) {
  return (pairs(curve).find(([each]) => each >= share) ?? pairs(curve).at(-1) ?? [1, 0])[1];
}
