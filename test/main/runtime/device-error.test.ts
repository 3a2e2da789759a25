/** What real runtimes said when a device was missing, full or at fault. */
import { describe, expect, test } from 'vitest'
import { faultOf, isMissing, isOutOfMemory } from '../../../src-main/runtime/device-error.ts'

const ADAPTER =
  '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::' +
  'Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::' +
  'RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n'
const CUDA = 'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library'
const DML = 'no available backend found. ERR: [dml] backend not found.'
const SPLIT =
  "Non-zero status code returned while running Split node. Name:'Split_1' Status Message: /onnxruntime_src/" +
  'onnxruntime/core/providers/webgpu/shader_helper.cc:306 AddVariableImpl was false. Too many storage buffers in ' +
  'shader. Current: 13, Max is 12'
const OPENED = 'Load model from /home/me/my models/.m.7.part/graph/model.onnx '
const INPUT = "Node input 'Mul' is not a graph input, initializer, or output of a previous node."
const PROTO =
  '/onnxruntime_src/onnxruntime/core/graph/graph.cc:1434 void onnxruntime::Graph::InitializeStateFromModelFileGraphProto()'
const MODEL =
  'onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::PathString&, const onnxruntime::ModelOptions&)'
const VERSION = 'Unsupported model IR version: 30, max supported IR version: 13'
const MEMORY = [
  "Non-zero status code returned while running Conv node. Name:'c' Status Message: Failed to allocate memory for " +
    'requested buffer of size 4294967296',
  'CUDA failure 2: out of memory ; GPU=0',
  'std::bad_alloc',
  'DmlExecutionProvider: 8007000E Not enough memory resources are available to complete this operation.',
]

describe('what a runtime says', () => {
  test.each([ADAPTER, CUDA, DML])('tells a device that is not there: %s', (message) => {
    expect(isMissing(new Error(message))).toBe(true)
    expect(isOutOfMemory(new Error(message))).toBe(false)
  })

  test.each(MEMORY)('tells that memory ran out: %s', (message) => {
    expect(isOutOfMemory(new Error(message))).toBe(true)
    expect(isMissing(new Error(message))).toBe(false)
  })

  test('tells neither for any other fault', () => {
    expect(isMissing(new Error(SPLIT)) || isOutOfMemory(new Error(SPLIT))).toBe(false)
  })

  test.each([
    [ADAPTER, 'Failed to get a WebGPU adapter: No supported adapters'],
    [CUDA, CUDA],
    [SPLIT, 'Too many storage buffers in shader. Current: 13, Max is 12'],
    [`${OPENED}failed:Invalid model. ${INPUT}`, `Invalid model. ${INPUT}`],
    [`${OPENED}${PROTO} This is an invalid model.`, 'This is an invalid model.'],
    [`${OPENED}${MODEL} ${VERSION}`, VERSION],
  ])('is shown as its last sentence, without paths and places in sources', (message, sentence) => {
    expect(faultOf(new Error(message))).toBe(sentence)
  })
})
