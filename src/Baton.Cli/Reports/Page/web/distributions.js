"use strict";
// Distributions as curves: the share of all along the bottom, stretched towards the rare ones (50, 90, 99, 99.9 %), and the
// time that such a share did not exceed. The tail, which is what counts, has as much room as the bulk.

const measures = {
  response: ["Response time", "From the moment at which a thread was due to the next time that it waits: waking, working, and waiting for mutexes and processors."],
  wakeUp: ["Wake-up latency", "From the moment at which a thread was due to its running again."],
  wait: ["Mutex wait", "From asking for a mutex to having it."],
  hold: ["Mutex hold", "From having a mutex to giving it back."],
};

// Curves that lie on each other can still be told apart.
const dashes = ["none", "9 4", "2 4", "9 3 2 3"];

class Distributions {
  constructor(variants, colours) {
    this.variants = variants;
    this.colours = colours;
    this.buttons = Object.entries(measures).map(([key, [name]]) => make("button", { type: "button", "data-measure": key, onclick: () => this.show(key) }, name));
    byId("measures").replaceChildren(...this.buttons);
    this.show("response");
  }

  show(key = this.shown) {
    this.shown = key;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.measure === key));
    byId("measure-words").textContent = measures[key][1];
    const charts = new Map();
    for (const variant of this.variants) {
      for (const [name, distribution] of this.distributionsOf(variant, key)) {
        if (distribution.count === 0) continue;
        if (!charts.has(name)) charts.set(name, []);
        charts.get(name).push({ variant, distribution });
      }
    }
    byId("distributions").replaceChildren(...(charts.size > 0
      ? [...charts].map(([name, curves]) => this.chart(name, curves))
      : [make("p", { class: "muted" }, "Nothing of the kind was measured.")]));
  }

  distributionsOf(variant, key) {
    if (key === "response" || key === "wakeUp") return variant.tasks.map(task => [task.name, task[key]]);
    return variant.locks.flatMap(mutex => mutex.tasks.map(task => [`${mutex.name}, by ${task.name}`, task[key]]));
  }

  chart(name, curves) {
    const width = 360, height = 190, left = 56, right = 10, top = 10, bottom = 24;
    const most = Math.max(...curves.map(({ distribution }) => distribution.max), 1);
    const least = Math.max(1, Math.min(...curves.map(({ distribution }) => distribution.curve[1] || distribution.min || 1)));
    const low = Math.log10(least * 0.9), high = Math.max(low + 0.3, Math.log10(most * 1.1));
    const nines = share => Math.min(4, -Math.log10(Math.max(1e-4, 1 - share)));
    const ninesMax = Math.max(1, Math.min(4, Math.max(...curves.map(({ distribution }) => Math.log10(distribution.count)))));
    const x = share => left + Math.min(nines(share), ninesMax) / ninesMax * (width - left - right);
    const y = time => height - bottom - (Math.log10(Math.max(least, time)) - low) / (high - low) * (height - top - bottom);
    const drawing = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${measures[this.shown][0]} of ${name}` });
    for (const share of [0, 0.5, 0.9, 0.99, 0.999, 0.9999].filter(each => nines(each) <= ninesMax + 1e-9)) {
      drawing.append(make("line", { class: "grid", x1: x(share), x2: x(share), y1: top, y2: height - bottom }),
        make("text", { x: x(share), y: height - 8, "text-anchor": "middle" }, share === 0 ? "0 %" : `${+(share * 100).toFixed(2)} %`));
    }
    for (const time of this.ticks(low, high)) {
      drawing.append(make("line", { class: "grid", x1: left, x2: width - right, y1: y(time), y2: y(time) }),
        make("text", { x: left - 8, y: y(time) + 4, "text-anchor": "end" }, formatTime(time)));
    }
    for (const { variant, distribution } of curves) {
      const points = [];
      for (let i = 0; i < distribution.curve.length; i += 2) points.push(`${x(distribution.curve[i]).toFixed(1)},${y(distribution.curve[i + 1]).toFixed(1)}`);
      drawing.append(make("path", { class: "curve", d: "M" + points.join("L"), stroke: this.colours.variant(variant.index), "stroke-dasharray": dashes[variant.index % dashes.length], "data-variant": variant.label }));
    }
    const readout = make("p", { class: "hint" }, "\u00a0");
    drawing.addEventListener("pointermove", moved => {
      const box = drawing.getBoundingClientRect();
      const place = ((moved.clientX - box.left) / box.width * width - left) / (width - left - right) * ninesMax;
      const share = 1 - 10 ** -Math.max(0, Math.min(ninesMax, place));
      readout.textContent = `${+(share * 100).toPrecision(place > 2 ? 5 : 3)} %: ` + curves.map(({ variant, distribution }) => `${variant.key} ${formatTime(valueAt(distribution.curve, share))}`).join(" · ");
    });
    drawing.addEventListener("pointerleave", () => { readout.textContent = "\u00a0"; });
    return make("figure", {}, make("h3", {}, name), drawing, readout, make("div", { class: "scroll" }, make("table", {},
      make("thead", {}, make("tr", {}, ...["", "count", "p50", "p99", "p99.9", "longest"].map((title, index) => make("th", { scope: "col", class: index > 0 ? "number" : "" }, title)))),
      make("tbody", {}, ...curves.map(({ variant, distribution }) => make("tr", {},
        make("th", { scope: "row" }, make("span", { class: "swatch", style: `background:${this.colours.variant(variant.index)}` }), variant.key || "all"),
        make("td", { class: "number" }, formatCount(distribution.count)),
        ...["p50", "p99", "p999", "max"].map(key => make("td", { class: "number" }, formatTime(distribution[key])))))))));
  }

  /** Round times between two powers of ten, few enough to read. */
  ticks(low, high) {
    const factors = high - low > 2.5 ? [1] : high - low > 1 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
    const ticks = [];
    for (let power = Math.floor(low); power <= high; power++) {
      for (const factor of factors) {
        const time = factor * 10 ** power;
        if (Math.log10(time) >= low && Math.log10(time) <= high) ticks.push(time);
      }
    }
    return ticks;
  }
}

/** The time that a share of all did not exceed. The curve is a flat list of shares and times, both rising. */
function valueAt(curve, share) {
  for (let i = 0; i < curve.length; i += 2) {
    if (curve[i] >= share) return curve[i + 1];
  }
  return curve[curve.length - 1] ?? 0;
}
