import type { FlagTable } from "./spec.ts";

const GROUP = "Cluster:";

/** How jobs run on a cluster, whatever they compute. Defaults are those of the documents' benchmark campaign. */
export const CLUSTER_FLAGS = {
  namespace: {
    type: "string",
    transient: true,
    defaultFrom: "diya",
    group: GROUP,
    help: "Kubernetes: namespace of the Jobs",
  },
  image: {
    type: "string",
    transient: true,
    defaultFrom: "pytorch/pytorch:2.9.1-cuda12.8-cudnn9-devel; sweeps need one with this program",
    group: GROUP,
    help: "Kubernetes: container image",
  },
  "node-selector": {
    type: "string",
    list: true,
    transient: true,
    defaultFrom: "accelerator=nvidia-h100; none for sweeps",
    group: GROUP,
    help: "Kubernetes: labels that a node must have, KEY=VALUE,...; none for any node",
  },
  tolerations: {
    type: "string",
    list: true,
    transient: true,
    defaultFrom: "nvidia.com/gpu:NoSchedule; none for sweeps",
    group: GROUP,
    help: "Kubernetes: taints to put up with, KEY[=VALUE][:EFFECT],...; none for none",
  },
  claim: {
    type: "string",
    transient: true,
    defaultFrom: "inference-sim-workspace",
    group: GROUP,
    help: "Kubernetes: persistent volume claim for results",
  },
  "mount-path": {
    type: "string",
    transient: true,
    defaultFrom: "/workspace",
    group: GROUP,
    help: "Kubernetes: where containers see the claim",
  },
  partition: {
    type: "string",
    transient: true,
    defaultFrom: "the cluster's own",
    group: GROUP,
    help: "SLURM: partition",
  },
  account: {
    type: "string",
    transient: true,
    defaultFrom: "the user's own",
    group: GROUP,
    help: "SLURM: account to charge",
  },
  "sbatch-options": {
    type: "string",
    transient: true,
    group: GROUP,
    help: "SLURM: further options, as --sbatch-options='--gres=gpu:h100:1 --constraint=sxm'",
  },
  devices: {
    type: "string",
    list: true,
    transient: true,
    defaultFrom: "0",
    group: GROUP,
    help: "This machine: GPUs as CUDA_VISIBLE_DEVICES names them, one job each at a time",
  },
  setup: {
    type: "string",
    transient: true,
    group: GROUP,
    help: "SLURM and this machine: shell line before the command: 'source venv/bin/activate'",
  },
  "job-cpus": {
    type: "number",
    above: 0,
    transient: true,
    defaultFrom: "8; 4 for sweeps",
    unit: "CPUs",
    group: GROUP,
    help: "Most CPUs of a job; half of them are reserved",
  },
  "job-memory": {
    type: "number",
    above: 0,
    transient: true,
    defaultFrom: "64; 8 for sweeps",
    unit: "GiB",
    group: GROUP,
    help: "Most memory of a job; half of it is reserved",
  },
} as const satisfies FlagTable;
