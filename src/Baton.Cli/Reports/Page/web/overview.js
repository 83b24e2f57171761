"use strict";
// The whole run in two strips above the panels: where the worst inversions and the missed deadlines are, with the stretch
// that is shown marked; and the ruler of that stretch.

class Overview {
  constructor(variants, view, colours, strip, ruler) {
    Object.assign(this, { variants, view, colours, strip, ruler });
  }

  resize(gutter, width) {
    this.gutter = gutter;
    this.width = width;
    const ratio = window.devicePixelRatio || 1;
    for (const [canvas, height] of [[this.strip, 40], [this.ruler, 26]]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.height = height + "px";
      canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
  }

  draw(crosshair) {
    this.drawStrip();
    this.drawRuler(crosshair);
  }

  /** The moment of the whole run at a place in the strip. */
  timeAt(x) {
    return (x - this.gutter) / (this.width - this.gutter) * this.view.limit;
  }

  drawStrip() {
    const pen = this.strip.getContext("2d"), { view, colours, gutter, width } = this;
    const x = time => gutter + time / view.limit * (width - gutter);
    pen.clearRect(0, 0, width, 40);
    pen.fillStyle = colours.page;
    pen.fillRect(gutter, 4, width - gutter, 32);
    pen.font = fonts.label;
    pen.textBaseline = "middle";
    pen.fillStyle = colours.muted;
    pen.textAlign = "left";
    pen.fillText("whole run", 0, 20);
    const lane = 32 / this.variants.length;
    this.variants.forEach((variant, index) => {
      const top = 4 + index * lane;
      for (const inversion of variant.inversions) {
        pen.globalAlpha = 0.75;
        pen.fillStyle = colours.blocked;
        pen.fillRect(x(inversion.start), top + 1, Math.max(2, x(inversion.end) - x(inversion.start)), lane - 2);
      }
      pen.globalAlpha = 1;
      pen.fillStyle = colours.ink;
      let before = -9;
      for (const mark of variant.marks) {
        if (mark.kind !== Mark.deadlineMiss || x(mark.time) - before < 2) continue;
        before = x(mark.time);
        pen.fillRect(before, top + lane - 3, 1.5, 3);
      }
    });
    const from = x(view.start), to = Math.max(from + 2, x(view.end));
    pen.fillStyle = colours.accent;
    pen.globalAlpha = 0.16;
    pen.fillRect(from, 2, to - from, 36);
    pen.globalAlpha = 1;
    pen.strokeStyle = colours.accent;
    pen.lineWidth = 1.5;
    pen.strokeRect(from, 2, to - from, 36);
  }

  drawRuler(crosshair) {
    const pen = this.ruler.getContext("2d"), { view, colours, gutter, width } = this;
    const x = time => gutter + (time - view.start) / view.length * (width - gutter);
    pen.clearRect(0, 0, width, 26);
    pen.font = fonts.label;
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    pen.fillStyle = colours.muted;
    pen.fillText(`${formatTime(view.length)} shown`, 0, 13);
    const step = roundStep(view.length / Math.max(2, (width - gutter) / 110));
    for (let time = Math.ceil(view.start / step) * step; time <= view.end; time += step) {
      pen.fillStyle = colours.faint;
      pen.fillRect(Math.round(x(time)), 18, 1, 8);
      pen.fillStyle = colours.muted;
      if (x(time) < width - 60) pen.fillText(formatMoment(time, step), Math.round(x(time)) + 4, 13);
    }
    if (this.selection) {
      pen.fillStyle = colours.accent;
      pen.globalAlpha = 0.25;
      pen.fillRect(x(this.selection[0]), 0, x(this.selection[1]) - x(this.selection[0]), 26);
      pen.globalAlpha = 1;
    }
    if (crosshair !== undefined && crosshair >= view.start && crosshair <= view.end) {
      const text = formatMoment(crosshair, step / 100), at = Math.min(x(crosshair) + 4, width - pen.measureText(text).width - 6);
      pen.fillStyle = colours.card;
      pen.fillRect(at - 4, 3, pen.measureText(text).width + 8, 20);
      pen.fillStyle = colours.ink;
      pen.fillText(text, at, 13);
      pen.fillRect(Math.round(x(crosshair)), 0, 1, 26);
    }
  }
}
