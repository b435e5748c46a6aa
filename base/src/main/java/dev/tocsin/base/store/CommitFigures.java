// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

/// What a {@link CommitLog} did since it was opened, for metrics and benches.
///
/// @param commits acknowledged as durable
/// @param batches writes that carried them: commits per batch is what a group commit gains
/// @param bytes written to the journal
/// @param forceNanos spent waiting for the disk in fsync
/// @param applied sequence up to which the tables are written
/// @param waiting commits in the queue now
public record CommitFigures(
    long commits, long batches, long bytes, long forceNanos, long applied, int waiting) {}
