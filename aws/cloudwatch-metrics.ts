import { type CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { ServiceMetrics } from '../core/model/service-metrics.ts';
import { expectedPoints, type Window } from '../core/model/time.ts';
import type { Log, MetricReader, MetricsQuestion } from '../core/ports.ts';
import { LastAnswer } from './kept-answers.ts';
import { MetricPages, messageTexts } from './metric-pages.ts';
import {
  askedWindow,
  callsOf,
  POINTS_PER_PAGE,
  questionsOf,
  recorderSeries,
  type WantedSeries,
} from './metric-queries.ts';
import { type Clock, Pace, systemClock } from './pace.ts';
import { pagesOf } from './pages.ts';
import { asDocumented, type PortCall, portCall, portError } from './port-call.ts';
import { toServiceMetrics } from './service-metrics.ts';

/** GetMetricData's quota for data older than three hours, not adjustable: CloudWatch user guide, cloudwatch_limits. */
const DATA_POINTS_PER_SECOND = 396_000;

/** Waits before asking again for a series that CloudWatch did not finish; its length is the number of times. */
const ASK_AGAIN_AFTER_MILLISECONDS = [250, 1000];

export interface CloudWatchMetricsOptions {
  readonly client: CloudWatchClient;
  readonly log: Log;
  /** In data points. */
  readonly pace?: Pace;
  readonly clock?: Clock;
  /** Whether a first look is all that is wanted: it asks for less than half of the series. */
  readonly isFirstLook?: boolean;
}

interface Asking {
  readonly question: MetricsQuestion;
  /** The window, or as far before it as memory kills count. */
  readonly asked: Window;
  readonly call: PortCall;
  readonly signal: AbortSignal;
}

/**
 * Reads utilization from CloudWatch for services and, where Container Insights has them, containers; also what was
 * reserved, pending, counted, and killed for memory. One call and its pages serve four weeks of up to seven containers.
 */
export class CloudWatchMetrics implements MetricReader {
  readonly #options: Required<CloudWatchMetricsOptions>;
  readonly #recorder = new LastAnswer<ReadonlyMap<WantedSeries, Float64Array>>();

  constructor(options: CloudWatchMetricsOptions) {
    const { clock = systemClock } = options;
    this.#options = { pace: new Pace(DATA_POINTS_PER_SECOND, clock), isFirstLook: false, ...options, clock };
  }

  async read(question: MetricsQuestion, signal: AbortSignal): Promise<ServiceMetrics> {
    const subject = `service ${question.service} in cluster ${question.cluster}`;
    const call = { operation: 'CloudWatch GetMetricData', subject, signal };
    const spans = questionsOf(question, this.#options.isFirstLook);
    const calls = spans.flatMap((span) => callsOf(span).map((series) => ({ series, asked: span.asked })));
    const read = await asDocumented(call, () =>
      Promise.all([
        ...calls.map(({ series, asked }) => this.#readBatch(series, { question, asked, call, signal })),
        this.#recorderSigns(question, { call, signal }),
      ]),
    );
    return toServiceMetrics(question, new Map(read.flatMap((points) => [...points])));
  }

  /** Once for all services and a window. */
  async #recorderSigns(question: MetricsQuestion, { call, signal }: Pick<Asking, 'call' | 'signal'>) {
    if (question.parts?.includes('use') === false) return [];
    const asked = askedWindow(question.window);
    const read = () => this.#readBatch([recorderSeries(question)], { question, asked, call, signal });
    return this.#recorder.of(`${asked.startTime} ${asked.endTime} ${asked.periodSeconds}`, read);
  }

  /** Asks until every series is complete: again only for those that are not, and those from the beginning. */
  async #readBatch(batch: readonly WantedSeries[], asking: Asking): Promise<ReadonlyMap<WantedSeries, Float64Array>> {
    const complete = new Map<WantedSeries, Float64Array>();
    let open = batch;
    for (const pauseMilliseconds of [0, ...ASK_AGAIN_AFTER_MILLISECONDS]) {
      if (pauseMilliseconds > 0) await this.#options.clock.sleep(pauseMilliseconds, asking.signal);
      const pages = await this.#readPages(open, asking);
      for (const series of open)
        if (pages.statusOf(series.query.Id) === 'Complete') complete.set(series, pages.pointsOf(series.query.Id));
      const unfinished = open.filter((series) => !complete.has(series));
      if (unfinished.length === 0) return complete;
      open = unfinished;
      this.#options.log.warn('CloudWatch did not finish some series', {
        ...namesOf(asking),
        series: statuses(open, pages),
      });
    }
    throw portError(asking.call, `${open.length} series stayed incomplete (${open.map(metricName).join(', ')})`);
  }

  async #readPages(series: readonly WantedSeries[], asking: Asking): Promise<MetricPages> {
    const pages = new MetricPages(asking.asked);
    let asked = 0;
    const read = async (token: string | undefined) => {
      const cost = costOfPage(asked, series.length * expectedPoints(asking.asked));
      asked += 1;
      // A page that is paid for must not queue behind the questions of others.
      if (cost > 0) await this.#options.pace.take(cost, asking.signal);
      return this.#readPage(series, asking, token);
    };
    for await (const page of pagesOf(asking.call, read)) {
      refuseForbidden(page.MetricDataResults ?? [], series, asking.call);
      pages.add(page.MetricDataResults ?? []);
      const messages = messageTexts(page.Messages);
      if (messages.length > 0)
        this.#options.log.warn('CloudWatch says about an answer', { ...namesOf(asking), messages });
    }
    return pages;
  }

  async #readPage(series: readonly WantedSeries[], { asked, call }: Asking, NextToken: string | undefined) {
    const command = new GetMetricDataCommand({
      MetricDataQueries: series.map(({ query }) => query),
      StartTime: new Date(asked.startTime),
      EndTime: new Date(asked.endTime),
      ScanBy: 'TimestampAscending',
      NextToken,
    });
    return portCall(call, (options) => this.#options.client.send(command, options));
  }
}

/**
 * The data points that a page counts against the quota. CloudWatch counts what a question could give, so a series
 * without any point costs as much as a full one: the first page pays for the question with all the pages it needs, and
 * each page beyond those pays for itself.
 *
 * @example costOfPage(0, 145_152) // 145152; costOfPage(1, 145_152) is 0, costOfPage(2, 145_152) is 100800
 */
export function costOfPage(page: number, questionPoints: number): number {
  if (page === 0) return questionPoints;
  return page * POINTS_PER_PAGE < questionPoints ? 0 : Math.min(questionPoints, POINTS_PER_PAGE);
}

function refuseForbidden(results: readonly MetricDataResult[], series: readonly WantedSeries[], call: PortCall): void {
  const refused = results.find(({ StatusCode }) => StatusCode === 'Forbidden');
  if (refused === undefined) return;
  const asked = series.find(({ query }) => query.Id === refused.Id);
  const reasons = messageTexts(refused.Messages).join('; ') || 'CloudWatch does not say why';
  throw portError(call, `reading ${asked ? metricName(asked) : refused.Id} is Forbidden (${reasons})`);
}

function metricName({ subject, query }: WantedSeries): string {
  const container = 'container' in subject ? subject.container : undefined;
  const metric = `${query.MetricStat?.Metric?.MetricName} ${query.MetricStat?.Stat}`;
  return container === undefined ? metric : `${metric} of container ${container}`;
}

function statuses(series: readonly WantedSeries[], pages: MetricPages): readonly string[] {
  return series.map((each) => `${metricName(each)}: ${pages.statusOf(each.query.Id)}`);
}

function namesOf({ question: { cluster, service } }: Asking) {
  return { cluster, service };
}
