"use strict";
// The same stretch of the timeline as a table, for those who do not see it, and for copying.

const rowsMax = 400;

class Rows {
  constructor(timeline) {
    this.timeline = timeline;
    this.host = byId("rows");
    this.button = byId("as-table");
    this.button.onclick = () => {
      this.host.hidden = !this.host.hidden;
      this.button.setAttribute("aria-expanded", String(!this.host.hidden));
      this.fill();
    };
    timeline.listeners.push(() => this.fill());
  }

  /** Fills the table with the spans of the threads in view, in the order of time, if it is shown and they have changed. */
  fill() {
    const { view, variants } = this.timeline;
    const key = `${view.start} ${view.end}`;
    if (this.host.hidden || this.filled === key) return;
    this.filled = key;
    const found = [];
    for (const variant of variants) {
      for (const track of variant.threads) {
        for (let i = track.firstAfter(view.start); i < track.count && track.start[i] < view.end && found.length < 50 * rowsMax; i++) found.push({ variant, track, i });
      }
    }
    found.sort((a, b) => a.variant.index - b.variant.index || a.track.start[a.i] - b.track.start[b.i] || a.track.index - b.track.index);
    const rows = found.slice(0, rowsMax).map(({ variant, track, i }) => {
      const { title, why } = explain(variant, track, i, this.timeline.middleOf(track, i));
      return make("tr", {},
        variants.length > 1 ? make("td", {}, variant.label) : [],
        make("td", { class: "number" }, formatMoment(track.start[i], 1e3)),
        make("td", { class: "number" }, formatTime(track.end[i] - track.start[i])),
        make("th", { scope: "row" }, track.name),
        make("td", {}, ...makeSentence(title)),
        make("td", {}, why.map(sayPhrases).join(" ")));
    });
    const more = found.length > rowsMax ? `, the first ${rowsMax} of ${formatCount(found.length)} spans; zoom in for the others` : "";
    this.host.replaceChildren(make("div", { class: "scroll", tabindex: "0" }, make("table", {},
      make("caption", {}, `What the threads did from ${formatMoment(view.start, view.length / 100)} to ${formatMoment(view.end, view.length / 100)}${more}`),
      make("thead", {}, make("tr", {}, variants.length > 1 ? make("th", { scope: "col" }, "variant") : [],
        ...["from", "for", "thread", "what", "why"].map(title => make("th", { scope: "col" }, title)))),
      make("tbody", {}, ...rows))));
  }
}
