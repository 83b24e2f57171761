"use strict";
// The worst inversions of each run as sentences. Each is a button that shows its wait in the timeline.

const inversionsShown = 6;

function drawInversions(variants, timeline) {
  byId("inversions").replaceChildren(...variants.map(variant => {
    const items = variant.inversions.slice(0, inversionsShown).map(inversion => make("li", {}, make("button", {
      type: "button",
      disabled: !variant.hasTimeline,
      onclick: event => {
        for (const other of document.querySelectorAll("#inversions [aria-current]")) other.removeAttribute("aria-current");
        event.currentTarget.setAttribute("aria-current", "true");
        timeline.showInversion(variant, inversion);
        byId("timeline-heading").scrollIntoView({ behavior: "smooth", block: "start" });
      },
    }, ...makeSentence(inversion.sentence))));
    const heading = make("h3", {}, variant.label);
    return make("div", {}, variants.length > 1 ? heading : [],
      items.length > 0 ? make("ol", {}, ...items) : make("p", { class: "muted" }, variant.measuresInversion
        ? "None: whenever somebody waited for a mutex, its owner ran, slept, or stood behind somebody with more entitlement."
        : "Not measured in this run."));
  }));
}
