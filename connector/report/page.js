"use strict";
(function () {
  var tools = document.querySelector(".tools");
  var box = document.getElementById("find");
  var none = document.querySelector(".tools output");
  var parts = Array.prototype.slice.call(document.querySelectorAll("details.part"));
  var lines = Array.prototype.slice.call(document.querySelectorAll(".row, .kind li, .expiries tbody tr, .grid tbody tr"));
  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  }
  var texts = lines.map(function (line) { return plain(line.textContent); });
  function find() {
    var words = plain(box.value).split(/\s+/).filter(Boolean);
    var found = 0;
    lines.forEach(function (line, at) {
      var held = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      line.hidden = !held;
      found += held ? 1 : 0;
    });
    Array.prototype.forEach.call(document.querySelectorAll(".kind, details.part"), function (group) {
      group.hidden = words.length > 0 && !group.querySelector(".row:not([hidden]), li:not([hidden]), tbody tr:not([hidden])");
    });
    none.textContent = words.length ? String(found) : "";
  }
  function all(open) { parts.forEach(function (part) { part.open = open; }); }
  box.addEventListener("input", find);
  document.getElementById("open").addEventListener("click", function () { all(true); });
  document.getElementById("close").addEventListener("click", function () { all(false); });
  window.addEventListener("beforeprint", function () {
    parts.forEach(function (part) { part.open = part.open || !part.matches(".said, .expiries"); });
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a[href^='#']") : null;
    var to = link ? document.getElementById(link.getAttribute("href").slice(1)) : null;
    if (to && to.tagName === "DETAILS") { to.open = true; }
  });
  tools.hidden = false;
}());
