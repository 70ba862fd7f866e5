// Go on when the server is ready, or has failed; the hub tells.
const { at, progress } = document.querySelector("[data-progress]").dataset;
const goOn = () => (at ? location.replace(at) : location.reload());
if (progress) {
  const events = new EventSource(progress);
  events.onmessage = ({ data }) => {
    const { ready, failed } = JSON.parse(data);
    if (ready || failed) goOn();
  };
  events.onerror = () => setTimeout(goOn, 2000);
} else setTimeout(goOn, at ? 0 : 1000);
