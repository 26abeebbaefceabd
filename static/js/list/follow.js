// The line to the list's news: what came is asked for whenever the server tells another version.

const pause = 5000; // milliseconds, where the server is not there

// While nobody looks at the page it asks for nothing.
export const follow = (events, version, show) => {
  let source;
  let shown = version;

  const load = async () => {
    const response = await fetch(location.pathname, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const answer = await response.json();
    shown = answer.version;
    show(answer.errors);
  };

  // One after the other, so that none overtakes a newer one.
  let loading = Promise.resolve();

  const hear = ({ data }) => {
    const next = JSON.parse(data).version;
    const loadUnlessShown = () => (next === shown ? undefined : load());
    loading = loading.then(loadUnlessShown).catch(() => {}); // the next event tells again
  };

  const open = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource(events);
    source.addEventListener("message", hear);
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(open, pause);
    });
  };

  document.addEventListener("visibilitychange", open);
  open();
};
