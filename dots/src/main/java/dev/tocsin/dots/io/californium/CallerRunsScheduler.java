// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.californium;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Runs a task on the thread that hands it over, and delays on a timer. It takes the two hops to a
/// protocol stage out of the way of every datagram: the thread that decrypted one also parses it.
public final class CallerRunsScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {

  private final ScheduledExecutorService timer;

  public CallerRunsScheduler(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return timer.schedule(task, delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    return timer.schedule(task, delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return timer.scheduleAtFixedRate(task, initialDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    return timer.scheduleWithFixedDelay(task, initialDelay, delay, unit);
  }

  @Override
  public void shutdown() {
    timer.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return timer.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return timer.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return timer.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return timer.awaitTermination(timeout, unit);
  }
}
