"use strict";
(function () {
  var table = document.getElementById("rows-table");
  var tools = document.getElementById("tools");
  if (!table || !tools) { return; }
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var text = document.getElementById("filter");
  var word = document.getElementById("status");
  var shown = document.getElementById("shown");
  var order = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

  function filter() {
    var wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    rows.forEach(function (row) {
      var says = row.textContent.toLowerCase();
      var fits = (!word.value || row.cells[2].textContent === word.value) &&
        wanted.every(function (part) { return says.indexOf(part) >= 0; });
      row.hidden = !fits;
      if (fits) { count += 1; }
    });
    shown.textContent = tools.dataset.shown.replace("{shown}", count).replace("{all}", rows.length);
  }

  function value(row, column) {
    var cell = row.cells[column];
    return cell.dataset.order === undefined ? cell.textContent : cell.dataset.order;
  }

  function sort(head, column) {
    var up = head.getAttribute("aria-sort") !== "ascending";
    Array.prototype.forEach.call(head.parentNode.cells, function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    rows.sort(function (a, b) { return (up ? 1 : -1) * order.compare(value(a, column), value(b, column)); });
    rows.forEach(function (row) { body.appendChild(row); });
  }

  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.title = tools.dataset.sort;
    button.addEventListener("click", function () { sort(head, column); });
    head.dataset.name = head.textContent;
    head.textContent = "";
    head.appendChild(button);
  });
  text.addEventListener("input", filter);
  word.addEventListener("change", filter);
  tools.hidden = false;
  filter();
})();
