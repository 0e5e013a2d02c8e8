// A tool that has registered itself asks to have its frame closed.
window.addEventListener("message", (event) => {
  const data = typeof event.data === "string" ? {} : event.data;
  if (data?.subject === "org.imsglobal.lti.close") window.location.assign("/admin/tools");
});
