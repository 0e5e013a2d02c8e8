// Forms that go on by themselves: login initiation, id_token, repost.
for (const form of document.querySelectorAll("form[data-submit]")) {
  form.submit();
}
