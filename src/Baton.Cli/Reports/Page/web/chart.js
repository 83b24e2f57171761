"use strict";
// The frame of a small chart: a grid with round times along the side, and what is asked for along the bottom.

const chartSize = { width: 360, height: 190, left: 56, right: 10, top: 10, bottom: 24 };

// Curves that lie on each other can still be told apart.
const dashes = ["none", "9 4", "2 4", "9 3 2 3"];

class Chart {
  /**
   * @param name What the chart is of, for those who do not see it.
   * @param x From what is along the bottom to 0…1.
   * @param y From a time to 0…1, upwards.
   */
  constructor(name, x, y) {
    const { width, height, left, right, top, bottom } = chartSize;
    this.x = value => left + x(value) * (width - left - right);
    this.y = time => height - bottom - y(time) * (height - top - bottom);
    this.svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name });
  }

  drawGrid(along, times) {
    const { width, height, left, right, top, bottom } = chartSize;
    for (const [value, text] of along) {
      this.svg.append(make("line", { class: "grid", x1: this.x(value), x2: this.x(value), y1: top, y2: height - bottom }),
        make("text", { x: this.x(value), y: height - 8, "text-anchor": "middle" }, text));
    }
    for (const time of times) {
      this.svg.append(make("line", { class: "grid", x1: left, x2: width - right, y1: this.y(time), y2: this.y(time) }),
        make("text", { x: left - 8, y: this.y(time) + 4, "text-anchor": "end" }, formatTime(time)));
    }
  }

  drawCurve(points, colour, variant) {
    const path = points.map(([x, y]) => `${this.x(x).toFixed(1)},${this.y(y).toFixed(1)}`).join("L");
    this.svg.append(make("path", { class: "curve", d: "M" + path, stroke: colour, "stroke-dasharray": dashes[variant.index % dashes.length], "data-variant": variant.label }));
  }

  /** How far along the bottom the pointer is, 0…1. */
  shareAt(moved) {
    const { width, left, right } = chartSize;
    const box = this.svg.getBoundingClientRect();
    return Math.max(0, Math.min(1, ((moved.clientX - box.left) / box.width * width - left) / (width - left - right)));
  }

  /** The chart with its title, and a line below that tells what is under the pointer. */
  frame(title, tell, ...below) {
    const told = make("p", { class: "hint" }, "\u00a0");
    this.svg.addEventListener("pointermove", moved => { told.textContent = tell(this.shareAt(moved)); });
    this.svg.addEventListener("pointerleave", () => { told.textContent = "\u00a0"; });
    return make("figure", {}, make("h3", {}, title), this.svg, told, ...below);
  }
}

/** Round times between two times, few enough to read, for an axis of powers of ten. */
function ticksOfPowers(low, high) {
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

/** Round values from 0 to the most, some four of them. */
function ticksUpTo(most) {
  const step = roundStep(most / 4);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}
