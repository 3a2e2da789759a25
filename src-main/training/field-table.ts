/**
 * What is known of the constants of recipes, by their dotted names: what they may be, where they come from, and the
 * papers' own values for CIFAR-10 where small networks start from another default. Data only.
 */
import type { FieldValue, RecipeField } from '../../src-shared/contract/training-api.ts'
import type { RecipeName } from '../../src-shared/training/recipe.ts'

export type Limits = Omit<RecipeField, 'name' | 'value' | 'paper'>

export interface FieldEntry extends Limits {
  readonly source: string
  /** Where the paper's value is another than the default. */
  readonly papers?: Partial<Record<RecipeName, FieldValue>>
}

type Entry = Omit<FieldEntry, 'kind' | 'min' | 'max' | 'choices'>

const integer = (min: number, max: number, entry: Entry): FieldEntry => ({
  kind: 'integer',
  min,
  max,
  ...entry,
})
const real = (min: number, max: number, entry: Entry): FieldEntry => ({
  kind: 'real',
  min,
  max,
  ...entry,
})
const choice = (choices: readonly string[], entry: Entry): FieldEntry => ({
  kind: 'choice',
  choices,
  ...entry,
})

const CM = 'Song et al. 2023'
const ICT = 'Song and Dhariwal 2023'
const ECT = 'Geng et al. 2024'
const EDM = 'Karras et al. 2022'
const PD = 'Salimans and Ho 2022'
const OURS = 'chosen for small networks and batches'

export const FIELD_TABLE: Readonly<Record<string, FieldEntry>> = {
  accumulation: integer(1, 4096, {
    source: 'parts of a batch that go through the network in turn',
  }),
  'metric.kind': choice(['l1', 'l2', 'pseudo-huber', 'features'], {
    source: `${CM}, section 5 (ct, cd: LPIPS there, features here); ${ICT}, section 3.3 (ict, ect, adapt)`,
    papers: { ct: 'features', cd: 'features' },
  }),
  'metric.c': real(0, 1000, {
    source: `${ICT}, section 3.3: 0.00054 sqrt(d) for d values a patch`,
  }),
  'metric.side': integer(0, 1024, {
    source: `side to which patches are resized for features, 0 for none; 224 in ${CM}`,
    papers: { ct: 224, cd: 224 },
  }),
  weighting: choice(['uniform', 'snr', 'snr+1', 'karras', 'truncated-snr', 'gap'], {
    source: `${CM}, table 3 (ct, cd); ${ICT}, section 3.4, and ${ECT} (ict, ect: 1 / (t - r)); ${EDM}, table 1 (edm); ${PD} (pd)`,
  }),
  'range.sigmaMin': real(0.002, 1, {
    source: `${EDM}, table 1: 0.002; edm and ect leave out what their weights would let drown the rest`,
    papers: { edm: 0.002, ect: 0.002, adapt: 0.002 },
  }),
  'range.sigmaMax': real(1, 80, { source: `${EDM}, table 1` }),
  'range.rho': real(1, 100, { source: `${EDM}, equation 5` }),
  'levels.first': integer(1, 100_000, {
    source: `ct: s0 of ${CM}, table 3; ict: s0 of ${ICT}, section 3.4; pd: intervals of the first student, ${PD}`,
  }),
  'levels.last': integer(1, 100_000, {
    source: `ct: s1 of ${CM}, table 3 (200 for ImageNet-64); ict: s1 of ${ICT}, section 3.4; pd: intervals of the last student`,
  }),
  'levels.points': integer(2, 10_000, { source: `N of ${CM}, table 3 (40 for 64 and 256 pixels)` }),
  'levels.schedule': choice(['adaptive', 'fixed'], {
    source: `${CM}, section 6.1: N(k) and mu(k), or N = s1 and mu = mu0 throughout`,
  }),
  'levels.stages': integer(1, 30, {
    source: `${ECT}: 25.6 M patches, doubling every 3.2 M; adapt stays at one`,
    papers: { adapt: 8 },
  }),
  'levels.base': real(1.01, 1000, {
    source: `q of ${ECT}: 2, or 256 for an hour's run; adapt: 2 after four stages`,
    papers: { adapt: 2 },
  }),
  'levels.widening': real(0, 100, { source: `k of ${ECT}; 0 gives a constant ratio` }),
  'levels.slope': real(0.001, 100, { source: `b of ${ECT}` }),
  'levels.form': choice(['published', 'paper'], {
    source: `mu(k) divides by N - 1 in the published programs, by N in ${CM}, appendix C`,
    papers: { ct: 'paper' },
  }),
  'levels.method': choice(['euler', 'heun'], { source: `${CM}, section 6.1` }),
  'levels.law.mean': real(-10, 10, {
    source: `P_mean of ${EDM}, table 1 (edm); ${ICT}, section 3.5`,
  }),
  'levels.law.deviation': real(0.01, 10, {
    source: `P_std of ${EDM}, table 1 (edm); ${ICT}, section 3.5`,
  }),
  'levels.targetRate': real(0, 0.999999, {
    source: `mu0 or mu of ${CM}, table 3 (0.95 for 64 and 256 pixels)`,
  }),
  'optimizer.kind': choice(['adam', 'radam'], {
    source: `${CM}, table 3; ${OURS} (edm, ect, adapt); ${PD} (pd)`,
    papers: { ect: 'radam', adapt: 'radam' },
  }),
  'optimizer.learningRate': real(1e-9, 1, {
    source: `${CM}, table 3 (8e-6 for ImageNet-64 in batches of 2048); ${ICT}, table 4; ${PD}; ${OURS} (edm, ect, adapt)`,
    papers: { ect: 1e-4, edm: 1e-3 },
  }),
  'optimizer.beta1': real(0, 0.999999, { source: 'Kingma and Ba 2015; Liu et al. 2020' }),
  'optimizer.beta2': real(0, 0.9999999, {
    source: `Kingma and Ba 2015; Liu et al. 2020; ${OURS} (edm, ect, adapt)`,
    papers: { edm: 0.999, ect: 0.999, adapt: 0.999 },
  }),
  'optimizer.epsilon': real(1e-16, 0.1, { source: 'Kingma and Ba 2015; Liu et al. 2020' }),
  'optimizer.warmup': integer(0, 1e9, {
    source: `updates over which the learning rate rises; none in ${CM}; ${OURS} (edm, ect, adapt)`,
    papers: { ect: 0, adapt: 0 },
  }),
  'optimizer.decay': real(0, 1, {
    source: `share of the run over which the learning rate falls to 0; none in ${CM}; all of each student's in ${PD}; ${OURS} (edm, ect, adapt)`,
    papers: { edm: 0, ect: 0, adapt: 0 },
  }),
  'optimizer.maxNorm': real(1e-9, 1e9, {
    optional: true,
    source: `longest gradient; none in ${CM}; ${OURS} (edm, ect, adapt)`,
    papers: { edm: null, ect: null, adapt: null },
  }),
  averageRates: {
    kind: 'reals',
    min: 0,
    max: 0.9999999,
    source: `rates of the evaluation averages, the first is the result; ${CM}, table 3; ${ICT}, table 4; ${OURS} (edm, ect, adapt)`,
    papers: { edm: [0.9999], ect: [0.9999], adapt: [0.9999] },
  },
  dropout: real(0, 0.95, {
    source: `none in ${CM}; ${ICT}, table 4 (0.2 for ImageNet-64); ${OURS} (edm, ect, adapt)`,
    papers: { edm: 0.1, ect: 0.2, adapt: 0.2 },
  }),
  guessShare: real(0, 1, {
    source: 'share of the patches that are enlarged in place of noisy; none in the papers',
    papers: { adapt: 0 },
  }),
  colourShare: real(0, 1, {
    source:
      'share of the patches that are grey, or coloured at a smaller scale, in place of noisy; none in the papers',
    papers: { adapt: 0 },
  }),
}
