// The launch came without a cookie: what the login left with the platform proves this browser.
import { takeData } from "./platform-storage.js";

const form = document.getElementById("on");
const send = () => form.submit();
takeData(form.dataset).then((value) => {
  form.querySelector("[data-proof]").value = value;
  send();
}, send);
