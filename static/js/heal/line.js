// The line to the server's news: one connection for all open pages, held by one of them.

const quickTries = 50; // at the pace that the server asks for; after them it may be long gone
const firstPause = 2000; // milliseconds
const longestPause = 60_000; // milliseconds
const greeting = "debugpage";

const isNews = (told) =>
  typeof told?.generation === "string" && Array.isArray(told.began) && Array.isArray(told.saved);

const listen = (address, hear) => {
  let misses = 0;
  let pause = firstPause;

  const open = () => {
    const source = new EventSource(address);
    source.addEventListener("message", ({ data }) => {
      misses = 0;
      pause = firstPause;
      hear(JSON.parse(data));
    });
    source.addEventListener("error", () => {
      misses += 1;
      if (source.readyState !== EventSource.CLOSED && misses < quickTries) return;
      source.close();
      setTimeout(open, pause);
      pause = Math.min(pause * 2, longestPause);
    });
  };

  open();
};

// Locks need an origin that is trustworthy; elsewhere each page has a line of its own.
export const follow = (address, hear) => {
  const name = `debugpage ${address.replace(/[^/]+\/[^/]+$/, "")}`;
  if (!navigator.locks || !globalThis.BroadcastChannel) {
    listen(address, hear);
    return;
  }
  const others = new BroadcastChannel(name);
  let last;

  const pass = (news) => {
    last = news;
    others.postMessage(news); // before we hear it ourselves, and perhaps leave
    hear(news);
  };

  others.addEventListener("message", ({ data }) => {
    if (isNews(data)) hear(data);
    else if (data === greeting && last) others.postMessage(last);
  });
  others.postMessage(greeting);
  navigator.locks.request(name, () => {
    listen(address, pass);
    return new Promise(() => {}); // held until the page is left
  });
};
