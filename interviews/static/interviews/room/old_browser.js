// For browsers that know no modules, in words they understand: nothing else on this page will run there.
document.querySelectorAll("te-room, #unsupported").forEach(function (part) {
  if (part.id) part.removeAttribute("hidden");
  else part.setAttribute("hidden", "");
});
