"use strict";
// Reads the data, draws the page, and opens the timeline where there is something to see.

function drawLegend(colours) {
  const entries = [
    ["runs", State.running], ["runs for another", State.proxying], ["waits and lends its place", State.donating],
    ["waits for a mutex", State.blocked], ["could run", State.ready], ["sleeps", State.asleep],
  ];
  const chips = entries.map(([words, state]) => {
    const chip = make("canvas", { width: 52, height: 32, "aria-hidden": "true" });
    const pen = chip.getContext("2d");
    const height = Math.max(2, 32 * Colours.height(state)), top = (32 - height) / 2;
    pen.fillStyle = [colours.identities[0], colours.identities[0], colours.ready, colours.blocked, colours.donating, colours.asleep][state];
    pen.fillRect(0, top, 52, height);
    if (state === State.proxying) {
      pen.fillStyle = colours.pattern;
      pen.fillRect(0, top, 52, height);
    }
    return make("li", {}, chip, words);
  });
  const symbol = (text, colour, words) => make("li", {}, make("span", { style: `color:${colour}`, "aria-hidden": "true" }, text), words);
  byId("legend").replaceChildren(...chips, symbol("◆", colours.handoff, "hands a mutex over"), symbol("▼", colours.blocked, "deadline missed"));
}

/** Where to begin: at the worst inversion; else at the beginning, with as much as can be told apart. */
function openView(timeline, variants) {
  const spansShown = 120;
  const inverted = variants.find(variant => variant.inversions.length > 0);
  if (inverted) {
    timeline.showInversion(inverted, inverted.inversions[0]);
    return;
  }
  const busiest = variants.flatMap(variant => variant.threads).sort((a, b) => b.count - a.count)[0];
  if (busiest && busiest.count > spansShown) timeline.view.show(0, busiest.end[spansShown]);
}

function main() {
  const data = JSON.parse(byId("data").textContent);
  const variants = data.variants.map((each, index) => new Variant(each, index));
  const drawn = variants.filter(variant => variant.hasTimeline);
  document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const colours = new Colours(variants.length);
  byId("title").textContent = data.title;
  byId("facts").textContent = data.facts.map(([name, value]) => `${name} ${value}`).join(" · ");
  const timeline = drawn.length > 0 ? new Timeline(drawn, colours) : null;
  const distributions = new Distributions(variants, colours, timeline);
  const paint = () => {
    drawLegend(colours);
    drawGlance(variants, colours);
    distributions.show();
    timeline?.draw();
  };
  if (timeline) {
    new Rows(timeline);
    openView(timeline, drawn);
  } else {
    byId("timeline").closest("section").hidden = true;
  }
  drawInversions(variants, timeline);
  drawFigures(variants);
  byId("theme").onclick = () => {
    document.documentElement.dataset.theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    colours.read();
    paint();
  };
  paint();
  document.documentElement.dataset.ready = "true";
  return { variants, timeline };
}

// For whoever wants to look closer, in the browser's console.
const page = main();
