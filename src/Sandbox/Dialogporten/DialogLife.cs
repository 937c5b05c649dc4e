using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>Lets things happen in the customers' dialogs: about one every twenty seconds, but no more than two a second in life, in an order that is the same at every start.</summary>
internal sealed class DialogLife(DialogStore store, Parties parties, Pace pace) : BackgroundService
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var random = Seeded.Random("dialog life");
        while (!stoppingToken.IsCancellationRequested)
        {
            // Exponential gaps: what happens does not wait its turn.
            await pace.PauseAsync(Usual * Math.Min(5, -Math.Log(1 - random.NextDouble())), Least, stoppingToken);
            store.Happen(parties.Of(Seeded.Of(random, Players.Customers).Number), random);
        }
    }
}
