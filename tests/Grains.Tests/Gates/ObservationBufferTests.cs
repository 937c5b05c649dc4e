using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Tests.Gates;

public sealed class ObservationBufferTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_holds_what_a_queue_would_hold_that_loses_its_oldest(int seed)
    {
        var random = new Random(seed);
        var buffer = new ObservationBuffer(64);
        var queue = new Queue<(ulong Operation, ulong[] Things)>();
        var deliveries = new Queue<ulong>();
        for (var step = 1UL; step < 8000; step++)
        {
            if (random.Next(150) == 0)
            {
                var batch = buffer.ToBatch(1, 2);
                batch.Observations.Length.ShouldBe(queue.Count);
                var from = 0;
                for (var i = 0; i < batch.Observations.Length; i++)
                {
                    var (operation, things) = queue.Dequeue();
                    batch.Observations.Span[i].Operation.ShouldBe(operation);
                    batch.Things.Span[from..batch.Ends.Span[i]].ToArray().ShouldBe(things);
                    from = batch.Ends.Span[i];
                }

                batch.Deliveries.ToArray().Select(delivery => delivery.Id).ShouldBe(deliveries);
                deliveries.Clear();
                buffer.Clear();
                buffer.IsEmpty.ShouldBeTrue();
            }
            else if (random.Next(20) == 0)
            {
                var lost = buffer.Add(new EventDelivery(0, 1, "dialogporten", step, Delivered: true));
                deliveries.Enqueue(step);
                for (; lost > 0; lost--)
                {
                    deliveries.Dequeue();
                }
            }
            else
            {
                var things = new ulong[random.Next(6) == 0 ? random.Next(0, 400) : 1];
                Array.Fill(things, step);
                var lost = buffer.Add(Seen(step), things);
                queue.Enqueue((step, things));
                for (; lost > 0; lost--)
                {
                    queue.Dequeue();
                }
            }

            buffer.Count.ShouldBe(queue.Count);
            buffer.Count.ShouldBeLessThanOrEqualTo(64);
        }
    }

    [Fact]
    public void An_answer_with_more_things_than_fit_is_cut_and_says_so()
    {
        var buffer = new ObservationBuffer(32);

        buffer.Add(Seen(1), new ulong[5000]).ShouldBe(0);

        var batch = buffer.ToBatch(1, 1);
        batch.Things.Length.ShouldBe(1024);
        batch.Observations.Span[0].Facts.ShouldBe(ObservationFacts.ThingsCut);
    }

    private static Observation Seen(ulong operation)
        => new() { At = 1, Group = new ReadGroup("dialogporten", ReadClass.List), Operation = operation, Fingerprint = 1, Status = 200 };
}
