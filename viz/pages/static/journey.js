// The journey from unaware to resolved as a Sankey diagram, its table and its sentence.
import * as words from './words.js';

// People by link over the last year, of one group or (index -1) of all.
export function flows({ setup, frame }, group) {
  const chosen = group < 0 ? frame.journey : [frame.journey[group]];
  const { nodes, links } = setup.journey;
  return links.map(([from, to], link) => ({
    from: nodes[from],
    to: nodes[to],
    people: chosen.reduce((sum, numbers) => sum + (numbers[link] || 0), 0),
  }));
}

const into = (found, node) => found.filter(({ to }) => to === node).reduce((sum, { people }) => sum + people, 0);
const outOf = (found, node) => found.filter(({ from }) => from === node).reduce((sum, { people }) => sum + people, 0);

export function about({ setup }, found, group) {
  const lost = setup.journey.nodes.filter((node) => node.lost)
    .map((node) => ({ title: node.title, people: into(found, node) }))
    .sort((one, other) => other.people - one.people);
  const total = lost.reduce((sum, { people }) => sum + people, 0);
  const most = total > 0 ? `; most often: ${lost[0].title.toLowerCase()} (${words.count(lost[0].people)})` : '';
  return `${group}, last 52 weeks: ${words.count(total)} times lost on the way${most}.`;
}

export function table(_, found, group) {
  return {
    caption: `${group}: people by step of the journey in the last 52 weeks, this run`,
    columns: ['From', 'To', 'People', 'Lost here'],
    rows: found.map(({ from, to, people }) => [from.title, to.title, words.count(people), to.lost ? 'lost' : '']),
  };
}

export function option({ setup }, found, { colour, size }, width) {
  const { nodes } = setup.journey;
  // A Sankey diagram cannot go back; ways back stay in the table.
  const drawn = found.filter(({ from, to, people }) => people > 0 && from.column < to.column);
  const used = nodes.filter((node) => drawn.some(({ from, to }) => from === node || to === node));
  const isEnd = (node) => !drawn.some(({ from }) => from === node);
  const last = 1 + Math.max(0, ...used.filter((node) => !isEnd(node)).map((node) => node.column));
  // Those who get lost are drawn below the others.
  used.sort((one, other) => one.lost - other.lost);
  const widest = Math.max(0, ...used.filter(isEnd).map((node) => labelOf(node).length));
  const room = Math.min(13, 1 + 0.5 * widest) * size;
  const step = (width - room) / last - 1.1 * size;
  return {
    series: [{
      type: 'sankey',
      left: 2,
      right: room,
      layoutIterations: 0,
      top: 6,
      bottom: 6,
      nodeWidth: 0.8 * size,
      nodeGap: 1.6 * size,
      draggable: false,
      emphasis: { focus: 'adjacency' },
      label: { fontSize: size, lineHeight: 1.2 * size, color: colour.ink, textBorderColor: colour.paper, textBorderWidth: 3 },
      data: used.map((node) => ({
        name: node.name,
        // Ends stand in the last column, where there is room for words.
        depth: isEnd(node) ? last : node.column,
        itemStyle: { color: node.lost ? colour.bad : isEnd(node) ? colour.good : colour.run, borderWidth: 0 },
        label: {
          formatter: `${isEnd(node) ? labelOf(node) : fitted(node.title, step / size)}\n${words.count(into(drawn, node) || outOf(drawn, node))}`,
          color: node.lost ? colour.bad : colour.ink,
          ...(isEnd(node) && { width: room - 0.8 * size, overflow: 'break' }),
        },
      })),
      links: drawn.map(({ from, to, people }) => ({
        source: from.name,
        target: to.name,
        value: people,
        lineStyle: { color: to.lost ? colour.bad : colour.run, opacity: to.lost ? 0.4 : 0.28 },
      })),
      tooltip: {
        formatter: ({ dataType, data }) => (dataType === 'edge'
          ? `${title(nodes, data.source)} → ${title(nodes, data.target)}: ${words.count(data.value)} people`
          : title(nodes, data.name)),
      },
    }],
  };
}

// Words below each other if they would not fit beside each other in so many type sizes.
const fitted = (text, room) => (0.53 * text.length > room ? text.replaceAll(' ', '\n') : text);

function labelOf(node) {
  if (!node.lost) return node.title;
  return /^lost/i.test(node.title) ? `✕ ${node.title}` : `✕ Lost: ${node.title.toLowerCase()}`;
}

const title = (nodes, name) => nodes.find((node) => node.name === name).title;
