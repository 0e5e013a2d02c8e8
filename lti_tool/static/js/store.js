// Before the login goes on at the platform: leave with it what this browser is known again by.
import { putData } from "./platform-storage.js";

const link = document.getElementById("on");
const goOn = () => location.replace(link.href);
putData(link.dataset, link.dataset.secret).then(goOn, goOn);
