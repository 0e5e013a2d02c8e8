// A page that answers a post gets an address of its own: browsers do not go back to a post, and in
// a frame they show an error instead.
const address = document.querySelector('meta[name="address"]');
if (address) history.replaceState(null, "", address.content);
