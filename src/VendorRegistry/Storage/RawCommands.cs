using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>Statements that EF has no words for, written by hand: the same text on both databases, every value a parameter.</summary>
internal static class RawCommands
{
    /// <summary>A command in the context's transaction, with its patience.</summary>
    public static DbCommand CommandOf(RegistryDb db)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandTimeout = db.Database.GetCommandTimeout() ?? command.CommandTimeout;
        return command;
    }

    /// <summary>Adds a parameter, as the tables keep such values; returns its name.</summary>
    public static string Add(DbCommand command, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}");
        parameter.Value = value switch
        {
            null => DBNull.Value,
            DateTimeOffset instant => Instants.Whole(instant).UtcDateTime,
            Enum named => named.ToString(),
            _ => value,
        };
        command.Parameters.Add(parameter);
        return parameter.ParameterName;
    }

    /// <summary>Rows, separated by commas.</summary>
    public static string Rows(int count, Func<int, string> row)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(row(i));
        }

        return text.ToString();
    }
}
