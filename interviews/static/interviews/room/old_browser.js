// For browsers that know no modules: nothing else on this page will run there.
document.getElementById("unsupported").removeAttribute("hidden");
document.querySelector("te-room").setAttribute("hidden", "");
