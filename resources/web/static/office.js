// Draws charts from the data beside them, and lets htmx show forms that come back with problems.
"use strict";

const INK = "#475467", LINE = "#DCE2EC";

function drawCharts(root) {
  if (typeof Chart === "undefined") return;
  Chart.defaults.font.family = "Inter, sans-serif";
  Chart.defaults.color = INK;
  Chart.defaults.borderColor = LINE;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.animation = false;
  for (const canvas of root.querySelectorAll("canvas[data-chart]")) {
    if (!Chart.getChart(canvas)) new Chart(canvas, JSON.parse(canvas.dataset.chart));
  }
}

// What is wrong with a form is told first, with the name of each field.
function tellProblems(root) {
  for (const link of root.querySelectorAll("a[href^='#f-']:not([data-told])")) {
    link.dataset.told = "";
    const label = document.querySelector(`label[for="${CSS.escape(link.hash.slice(1))}"]`);
    const name = label?.firstChild?.textContent.trim();
    if (name) link.textContent = `${name} – ${link.textContent}`;
  }
  const problems = root.querySelector("#problems:not([data-told])");
  if (!problems) return;
  problems.dataset.told = "";
  problems.focus();
}

// On a telephone not all tabs fit: the one that is open is brought into sight.
function showOpenTab() {
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.clientWidth) / 2;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  showOpenTab();
  drawCharts(document);
  tellProblems(document);
});

document.addEventListener("htmx:afterSettle", (event) => {
  drawCharts(event.target);
  tellProblems(document);
});

// A form that is refused comes back as a page with its problems (422): it is shown like any other answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status === 422 || status === 409 || status === 403) event.detail.shouldSwap = true;
});

// What is not easily undone asks first; the answer goes with the form.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.sure;
  if (!question) return;
  if (!window.confirm(question)) return event.preventDefault();
  const sure = Object.assign(document.createElement("input"), { type: "hidden", name: "sure", value: "1" });
  event.target.append(sure);
});

// Boxes that tick all others of their table.
document.addEventListener("change", (event) => {
  if (!event.target.matches("input[data-ticks]")) return;
  for (const box of document.querySelectorAll(`input[name="${event.target.dataset.ticks}"]`)) {
    box.checked = event.target.checked;
  }
});
