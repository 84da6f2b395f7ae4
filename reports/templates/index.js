"use strict";
(() => {
  const table = document.getElementById("register");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const text = rows.map((row) => row.cells[0].textContent.toLowerCase());
  const find = document.getElementById("find");
  const show = document.getElementById("show");
  const shown = document.getElementById("shown");
  const apply = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const want = show.value;
    let count = 0;
    rows.forEach((row, i) => {
      const state = want === "" || (want === "law" || want === "people" ? want in row.dataset : row.dataset.state === want);
      const hit = state && words.every((word) => text[i].includes(word));
      row.hidden = !hit;
      count += hit ? 1 : 0;
    });
    shown.textContent = count + " of " + rows.length + " shown";
  };
  const key = (row, column) => {
    if (column === 0) return row.cells[0].textContent.trim().toLowerCase();
    return row.cells.length > column ? row.cells[column].dataset.sort : "";
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = rows.map((row, i) => [key(row, column), i, row]);
      sorted.sort((a, b) => {
        if ((a[0] === "") !== (b[0] === "")) return a[0] === "" ? 1 : -1;
        const by = column < 2 ? a[0].localeCompare(b[0], "en") : a[0] - b[0];
        return (down ? -by : by) || a[1] - b[1];
      });
      body.append(...sorted.map((entry) => entry[2]));
    });
  });
  find.addEventListener("input", apply);
  show.addEventListener("change", apply);
  document.getElementById("tools").hidden = false;
  apply();
})();
